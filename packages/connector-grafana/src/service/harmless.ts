const LONGEST = 300;
/** Tokens of Grafana's service accounts and clouds, whoever's they are. */
const ANY_TOKEN = /\bgl(?:sa|c|o|u|t|eu)?_[A-Za-z0-9_=+/-]{16,}/g;

/** Text of the other side as it may stand in a message: one line, without control characters, short, without the token. */
export function harmless(text: string, token: string): string {
  const plain = writtenForms(token)
    .reduce((left, form) => left.replaceAll(form, "***"), text)
    .replaceAll(ANY_TOKEN, "***")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST).toWellFormed()}…`;
}

/** A token as it is, and as addresses, forms and JSON write it, the longest first. */
function writtenForms(token: string): readonly string[] {
  const inAddress = encodeURIComponent(token);
  const inForm = new URLSearchParams({ t: token }).toString().slice(2);
  const inJson = JSON.stringify(token).slice(1, -1);
  const forms = [token, inAddress, withSmallEscapes(inAddress), inForm, withSmallEscapes(inForm), inJson];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** `%2f` for `%2F`: both are in use. */
function withSmallEscapes(written: string): string {
  return written.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
