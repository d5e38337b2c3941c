import { createHmac, randomBytes } from "node:crypto";
import { contentDigest, type EventBatch } from "@winnow/core";
import { withoutHashes, type Redaction as Masking } from "@winnow/reduction";
import { customPattern, type CustomPattern } from "./custom-pattern.ts";
import { secretsBy, type Rule } from "./secrets/rule.ts";
import { SECRETS, type SecretKind } from "./secrets/secrets.ts";
import type { Span } from "./text-scan.ts";
import { asShellReads } from "./view.ts";

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
/** Characters of texts whose masked form is remembered: columns repeat, and searching does not come free. */
const MOST_REMEMBERED = 4_000_000;
/** Longer texts rarely repeat, and remembering one would displace many. */
const LONGEST_REMEMBERED = 2048;
/** A secret that an earlier redaction masked. */
const MASK = /<[\w-]{1,256}:[0-9a-f]{10}>/g;

/** A part of a text that is to be masked, and the name of its mask. */
interface Found extends Span {
  readonly name: string;
}

/**
 * Masks secrets in text: each becomes `<secret:3f9a0c12de>`, by a keyed hash (HMAC-SHA-256), so that one secret is
 * recognised wherever it stands and nobody without the key can test guesses.
 */
export class Redactor implements Masking {
  readonly #key: string | Buffer;
  readonly #rules: readonly Rule[];
  readonly #patterns: readonly (readonly [name: string, find: CustomPattern])[];
  readonly #remembered = new Map<string, string>();
  #rememberedCharacters = 0;

  constructor({ key, secrets, patterns }: Redaction) {
    this.#key = key ?? randomBytes(32);
    this.#rules = secrets.flatMap((kind) => SECRETS[kind]);
    this.#patterns = Object.entries(patterns).map(([name, source]) => [name, customPattern(source)]);
  }

  text(text: string): string {
    if (text.length > LONGEST_REMEMBERED) return this.#mask(text);
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const masked = this.#mask(text);
    this.#remember(text, masked);
    return masked;
  }

  /** No key decides an order: what differs in secrets alone comes last. */
  sortText(masked: string): string {
    return withoutHashes(masked);
  }

  /** First of what no key decides, then of the masked event: a random key decides only between events that differ in secrets. */
  readonly digest = (columns: readonly string[], cells: readonly (string | null)[]): string => {
    const masked = cells.map((cell) => (cell === null ? null : this.text(cell)));
    const plain = masked.map((cell) => (cell === null ? null : withoutHashes(cell)));
    return contentDigest(columns, plain) + contentDigest(columns, masked);
  };

  batch(batch: EventBatch): EventBatch {
    const values = batch.values.map((column) => column.map((value) => (value === null ? null : this.text(value))));
    return { ...batch, values };
  }

  #mask(text: string): string {
    const found = this.#found(text);
    if (found.length === 0) return text;
    const pieces: string[] = [];
    let at = 0;
    for (const { name, start, end } of united(withoutMasked(found, text))) {
      pieces.push(text.slice(at, start), `<${name}:${this.#hash(text.slice(start, end))}>`);
      at = end;
    }
    return pieces.join("") + text.slice(at);
  }

  /** What any rule finds in the text as written, or as a shell reads it, from left to right: no match hides another. */
  #found(text: string): readonly Found[] {
    const found = this.#secretsIn(text);
    const view = asShellReads(text);
    if (view !== undefined) {
      for (const { start, end } of this.#secretsIn(view.text))
        found.push({ name: "secret", start: view.startOf(start), end: view.startOf(end - 1) + 1 });
    }
    for (const [name, find] of this.#patterns) for (const span of find(text)) found.push({ name, ...span });
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  #secretsIn(text: string): Found[] {
    const small = text.toLowerCase();
    const found: Found[] = [];
    for (const rule of this.#rules) {
      if (!rule.words.some((word) => small.includes(word))) continue;
      for (const { start, end } of secretsBy(rule, text)) found.push({ name: "secret", start, end });
    }
    return found;
  }

  #remember(text: string, masked: string): void {
    if (this.#rememberedCharacters > MOST_REMEMBERED) {
      this.#remembered.clear();
      this.#rememberedCharacters = 0;
    }
    this.#remembered.set(text, masked);
    this.#rememberedCharacters += text.length + masked.length;
  }

  #hash(secret: string): string {
    return createHmac("sha256", this.#key).update(secret).digest("hex").slice(0, HASH_DIGITS);
  }
}

/** Without spans that an earlier redaction masked. Spans and masks are in order. */
function withoutMasked(spans: readonly Found[], text: string): readonly Found[] {
  const masks = Array.from(text.matchAll(MASK), (mask) => ({ start: mask.index, end: mask.index + mask[0].length }));
  let next = 0;
  return spans.filter(({ start, end }) => {
    while (next < masks.length && masks[next]!.end <= start) next++;
    const mask = masks[next];
    return mask === undefined || start < mask.start || (start === mask.start && end > mask.end);
  });
}

/** The spans from left to right; those that overlap as one, by the name of the longest. */
function united(spans: readonly Found[]): readonly Found[] {
  const result: Found[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) {
      result.push(span);
      continue;
    }
    const { name } = span.end - span.start > last.end - last.start ? span : last;
    result[result.length - 1] = { name, start: last.start, end: Math.max(last.end, span.end) };
  }
  return result;
}

/** A profile as data, for the manifest: a key that stands in it instead of in the environment is left out. */
export function withoutKey(document: unknown): unknown {
  const { redact } = (document ?? {}) as { readonly redact?: { readonly key?: unknown } };
  if (typeof redact?.key !== "string" || /^\$\{env:\w+\}$/.test(redact.key)) return document;
  const { key: _, ...others } = redact;
  return { ...(document as object), redact: others };
}
