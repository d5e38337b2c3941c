/** Between the name of a thing and its value: `=`, `: `, `":"`, `=>`, `:=`. */
export const IS: string = String.raw`(?:\\*["'])?\s*(?::=|=>|[:=])\s*`;

/** Between a switch and its value where that is an argument of its own, in a command line or a list of arguments. */
export const NEXT: string = String.raw`(?:\\*["']\s*,\s*|\s+)(?!--?[a-z]|\/[a-z?]|[:=&|>])`;

/** Precedes the name of a switch, or the last part of it: `--`, `-db-`, `/`. */
export const SWITCH: string = String.raw`(?<=(?:^|[\s"'(,])[-/]{1,2}[\w.-]{0,40})`;
