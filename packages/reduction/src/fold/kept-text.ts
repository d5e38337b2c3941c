import { createHash } from "node:crypto";
import { shownText } from "@winnow/expressions";

const DIGEST_DIGITS = 16;

/**
 * A text as a dictionary holds it: of a long one the beginning and a digest of all of it, so that two long texts stay two. What
 * is held then grows with the number of texts, not with their length.
 */
export function keptText(text: string): string {
  return shownText(text, () => ` (${createHash("sha256").update(text).digest("hex").slice(0, DIGEST_DIGITS)})`);
}
