/** Names that a message lists, and characters of each: whoever writes a log can name its columns. */
const LISTED = 40;
const LONGEST = 60;

/** Names for a person to look through, `a, b, c and 12 more`; `none` where there is none. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length - LISTED;
  return names.slice(0, LISTED).map(shown).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function shown(name: string): string {
  if (name === "") return '""';
  return name.length > LONGEST ? `${name.slice(0, LONGEST).toWellFormed()}…` : name;
}
