/** Of longer texts only the last one is kept: they are rare, and holding many would cost more than it saves. */
const LONGEST = 2_048;
const MOST = 8_192;

/**
 * The function with its latest answers kept: several features ask the same of one text, and groups of events that
 * follow each other share paths, names and templates. The answer is the same with and without.
 */
export function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  let last: { readonly text: string; readonly answer: T } | undefined;
  return (text) => {
    if (text.length > LONGEST) {
      if (last?.text !== text) last = { text, answer: compute(text) };
      return last.answer;
    }
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = compute(text);
    if (answers.size >= MOST) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
