/** The longest reason that a message quotes. */
const LONGEST_REASON = 500;
/** Anything that looks like a token, whoever wrote it: JWTs, bearer headers. */
const TOKEN_LIKE = /\beyJ[\w-]+(\.[\w-]+){1,2}|\bBearer\s+[^\s"',]+/gi;

/**
 * Knows every secret of a connection and takes them out of whatever others say: an answer may quote the request that it
 * answers.
 */
export class Secrets {
  readonly #known = new Set<string>();

  add(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= 4) this.#known.add(secret);
  }

  /** The text as one readable line without secrets, cut to a readable length. */
  redact(text: string): string {
    let clean = text;
    for (const secret of this.#known) {
      for (const form of formsOf(secret)) clean = clean.replaceAll(form, "***");
    }
    const line = clean
      .replace(TOKEN_LIKE, "***")
      .replaceAll(/[\s\p{Cc}]+/gu, " ")
      .trim();
    return line.length <= LONGEST_REASON ? line : `${line.slice(0, LONGEST_REASON)}…`;
  }
}

/** A secret as it stands, in an address, in a form and in JSON. */
function formsOf(secret: string): string[] {
  const text = secret.toWellFormed();
  const form = new URLSearchParams({ s: text }).toString().slice("s=".length);
  return [secret, encodeURIComponent(text), form, JSON.stringify(secret).slice(1, -1)];
}
