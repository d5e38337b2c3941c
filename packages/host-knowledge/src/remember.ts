/** Longer texts are described anew each time: they are rare, and holding them would cost more than it saves. */
const LONGEST = 2_048;
const MOST = 8_192;

/**
 * The function with its latest answers kept: several features ask the same of one text, and groups of events that
 * follow each other share paths, names and templates. The answer is the same with and without.
 */
export function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return compute(text);
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = compute(text);
    if (answers.size >= MOST) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
