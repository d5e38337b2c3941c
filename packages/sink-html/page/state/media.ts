import { useEffect, useState } from "preact/hooks";

/** A telephone: the same width as in the style sheets. */
export const NARROW = "(max-width: 700px)";

/** Whether a media query holds; follows it. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = (): void => setMatches(list.matches);
    follow();
    list.addEventListener("change", follow);
    return () => list.removeEventListener("change", follow);
  }, [query]);
  return matches;
}
