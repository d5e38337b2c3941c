const LONGEST = 300;

/** Text of the other side as it may stand in a message: one line, without control characters, short, without the token. */
export function harmless(text: string, token: string): string {
  const plain = text
    .replaceAll(token, "***")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST).toWellFormed()}…`;
}
