import { TOKENS } from "./access-tokens.ts";
import { KEYS } from "./keys.ts";
import { PASSWORDS } from "./passwords.ts";
import type { Rule } from "./rule.ts";

/** What redaction looks for. */
export type SecretKind = "passwords" | "tokens" | "keys";

/** Where secrets are in command lines and messages, by kind. */
export const SECRETS: Readonly<Record<SecretKind, readonly Rule[]>> = {
  passwords: PASSWORDS,
  tokens: TOKENS,
  keys: KEYS,
};
