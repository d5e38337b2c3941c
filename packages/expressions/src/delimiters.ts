/**
 * White space, spelled out character by character: engines disagree on what `\s` means, so nothing relies on it.
 * This is the set that Unicode-aware regular expressions of the seed system use.
 */
export const WHITE_SPACE: string =
  "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680" +
  "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

/** The characters that separate the tokens of a command line. */
export const DELIMITERS: string = WHITE_SPACE + "-\\/.,\"'|&:;%$()";
