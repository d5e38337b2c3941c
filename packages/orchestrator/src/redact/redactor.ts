import { createHmac, randomBytes } from "node:crypto";
import { contentDigest, type EventBatch } from "@winnow/core";
import { withoutHashes, type Redaction as Masking } from "@winnow/reduction";
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
/** Characters of texts whose masked form is remembered: columns repeat, and searching does not come free. */
const MOST_REMEMBERED = 8_000_000;
/** A secret that an earlier redaction masked. */
const MASK = /<[\w-]+:[0-9a-f]{10}>/g;

interface Pattern {
  readonly name: string;
  readonly expression: RegExp;
  /** Which group of a match is the secret. */
  readonly secret: "first group" | "last group";
}

/** A part of a text, from `start` up to `end`, that is to be masked. */
interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Masks secrets in text: each becomes `<secret:3f9a0c12de>`, by a keyed hash (HMAC-SHA-256), so that one secret is
 * recognised wherever it stands and nobody without the key can test guesses.
 */
export class Redactor implements Masking {
  readonly #key: string | Buffer;
  readonly #patterns: readonly Pattern[];
  readonly #remembered = new Map<string, string>();
  #rememberedCharacters = 0;

  constructor({ key, secrets, patterns }: Redaction) {
    this.#key = key ?? randomBytes(32);
    this.#patterns = [
      ...secrets.flatMap((kind) =>
        SECRETS[kind].map((expression) => ({ name: "secret", expression, secret: "last group" as const })),
      ),
      ...Object.entries(patterns).map(([name, source]) => ({
        name,
        expression: new RegExp(source, "dgu"),
        secret: "first group" as const,
      })),
    ];
  }

  text(text: string): string {
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

  /** All patterns search the text as it is: what one of them masks cannot hide a secret from another. */
  #mask(text: string): string {
    const found = this.#patterns.flatMap((pattern) => spansOf(text, pattern));
    if (found.length === 0) return text;
    const masks = Array.from(text.matchAll(MASK), (mask) => ({ start: mask.index, end: mask.index + mask[0].length }));
    const spans = found.filter(({ start, end }) =>
      masks.every((mask) => start < mask.start || start >= mask.end || (start === mask.start && end > mask.end)),
    );
    let masked = "";
    let at = 0;
    for (const { name, start, end } of united(spans)) {
      masked += `${text.slice(at, start)}<${name}:${this.#hash(text.slice(start, end))}>`;
      at = end;
    }
    return masked + text.slice(at);
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

function spansOf(text: string, { name, expression, secret }: Pattern): Span[] {
  return Array.from(text.matchAll(expression)).flatMap(({ indices }) => {
    const [whole, ...groups] = indices!;
    const [start, end] = (secret === "first group" ? groups[0] : groups.findLast(Boolean)) ?? whole!;
    return start === end ? [] : [{ name, start, end }];
  });
}

/** The spans from left to right; those that overlap as one, by the name of the longest. */
function united(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Span[] = [];
  for (const span of sorted) {
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
