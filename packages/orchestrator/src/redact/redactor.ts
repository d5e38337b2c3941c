import { createHmac, randomBytes } from "node:crypto";
import type { EventBatch, ReducedGroups } from "@winnow/core";
import { SECRETS, type SecretKind } from "./secrets.ts";

/** What a profile wants masked. */
export interface Redaction {
  /** Key of the hash. With the same key, one secret looks the same in every run; a new key each run when left out. */
  readonly key: string | null;
  readonly secrets: readonly SecretKind[];
  /** Further patterns by name; of a match its first group, or else all of it, is the secret. */
  readonly patterns: Readonly<Record<string, string>>;
}

/** 40 bits: enough to tell the secrets of a log apart, too few to be worth storing. */
const HASH_DIGITS = 10;
/** Distinct texts whose masked form is remembered: columns repeat, and hashing does not come free. */
const MOST_REMEMBERED = 100_000;

interface Pattern {
  readonly name: string;
  readonly expression: RegExp;
}

/**
 * Masks secrets in text: each becomes `<secret:3f9a0c12de>`, by a keyed hash (HMAC-SHA-256), so that one secret is
 * recognised wherever it stands and nobody without the key can test guesses.
 */
export class Redactor {
  readonly #key: string | Buffer;
  readonly #patterns: readonly Pattern[];
  readonly #remembered = new Map<string, string>();

  constructor({ key, secrets, patterns }: Redaction) {
    this.#key = key ?? randomBytes(32);
    this.#patterns = [
      ...secrets.flatMap((kind) => SECRETS[kind].map((expression) => ({ name: "secret", expression }))),
      ...Object.entries(patterns).map(([name, source]) => ({ name, expression: new RegExp(source, "gu") })),
    ];
  }

  text(text: string): string {
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const masked = this.#patterns.reduce((masking, pattern) => this.#mask(masking, pattern), text);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, masked);
    return masked;
  }

  batch(batch: EventBatch): EventBatch {
    const values = batch.values.map((column) => column.map((value) => (value === null ? null : this.text(value))));
    return { ...batch, values };
  }

  #mask(text: string, { name, expression }: Pattern): string {
    return text.replace(expression, (match: string, ...rest: unknown[]) => {
      const groups = rest.filter((part, i): part is string => typeof part === "string" && i < rest.length - 2);
      const secret = groups.at(-1) ?? match;
      // Masked already by another pattern.
      if (/^<[\w-]+:[0-9a-f]{10}>$/.test(secret)) return match;
      const at = match.lastIndexOf(secret);
      return `${match.slice(0, at)}<${name}:${this.#hash(secret)}>${match.slice(at + secret.length)}`;
    });
  }

  #hash(secret: string): string {
    return createHmac("sha256", this.#key).update(secret).digest("hex").slice(0, HASH_DIGITS);
  }
}

/** The same groups; what their kept values say is masked. Values that were told apart still are. */
export function redactedGroups(groups: ReducedGroups, redactor: Redactor): ReducedGroups {
  const dictionaries = groups.dictionaries.map((dictionary) => dictionary.map((text) => redactor.text(text)));
  return { ...groups, dictionaries };
}

/** A profile as data, for the manifest: a key that stands in it instead of in the environment is left out. */
export function withoutKey(document: unknown): unknown {
  const { redact } = (document ?? {}) as { readonly redact?: { readonly key?: unknown } };
  if (typeof redact?.key !== "string" || /^\$\{env:\w+\}$/.test(redact.key)) return document;
  const { key: _, ...others } = redact;
  return { ...(document as object), redact: others };
}
