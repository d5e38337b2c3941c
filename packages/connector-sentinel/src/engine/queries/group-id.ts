import { createHash } from "node:crypto";
import { concatenated } from "../../kql/dialect.ts";

/** Hexadecimal digits of an id: 128 bits, so that no two groups share one by chance. */
export const ID_DIGITS = 32;

/** Id of a group in queries: a hash of the hashes of its keys, so that no log content goes into a query. */
export function groupId(keys: readonly string[]): string {
  return sha256(keys.map(sha256).join("")).slice(0, ID_DIGITS);
}

/** KQL that computes {@link groupId}. */
export function groupIdKql(keys: readonly string[]): string {
  return shortHash(concatenated(keys.map((name) => `hash_sha256(${name})`)));
}

/** KQL for the first digits of the SHA-256 of a text. */
export function shortHash(text: string): string {
  return `substring(hash_sha256(${text}), 0, ${ID_DIGITS})`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
