import type { FieldDetection } from "@winnow/orchestrator";
import type { EventBatch } from "@winnow/core";
import { parseDocument, type Document, type Pair, type YAMLMap } from "yaml";
import { writtenMap, type MappedColumn } from "./fields.ts";

/** What is known of the events that a new profile is for. */
export interface KnownSource {
  /** Path of the input, as seen from the profile. */
  readonly path: string;
  readonly sample: EventBatch;
  readonly detected: FieldDetection | undefined;
  /** A map that was told by the names of the columns, where the schema is not known. */
  readonly fields?: readonly MappedColumn[];
}

/** A built-in profile made into one for a source whose kind of events was recognised: same settings, same comments. */
export function profileForSchema(
  name: string,
  builtIn: { readonly name: string; readonly text: string },
  source: KnownSource | undefined,
): string {
  const document = parseDocument(builtIn.text);
  document.commentBefore = introduction(`Starts from the built-in profile ${builtIn.name}.`);
  document.set("name", name);
  document.set("description", source === undefined ? "" : `Events of ${source.path}`);
  insertBefore(document, "features", sourcePairs(document, source));
  return document.toString({ lineWidth: 120 });
}

function introduction(about: string): string {
  return (
    ` Written by \`winnow init\`. ${about}\n` +
    " Check it with `winnow check`, see what it would do with `winnow plan`, and run it with `winnow run`.\n" +
    " `winnow schema --out profile.schema.json` lets an editor complete and check it."
  );
}

function sourceOf({ path }: KnownSource): unknown {
  return { use: "files", with: { path } };
}

function sourcePairs(document: Document, source: KnownSource | undefined): Pair[] {
  if (source === undefined) return [];
  const pairs = [document.createPair("source", sourceOf(source))];
  if (source.detected !== undefined) {
    const pair = document.createPair("fields", { use: source.detected.map.name });
    (pair.value as YAMLMap).commentBefore = ` Recognised by the columns: ${printable(source.detected.reason)}.`;
    pairs.push(pair);
  } else if (source.fields !== undefined) {
    const pair = document.createPair("fields", writtenMap(source.fields));
    (pair.value as YAMLMap).commentBefore =
      " Told by the names of the columns: the schema is none that Winnow knows. Correct what is wrong.";
    pairs.push(pair);
  }
  return pairs as Pair[];
}

function insertBefore(document: Document, key: string, pairs: readonly Pair[]): void {
  const { items } = document.contents as unknown as YAMLMap;
  const at = items.findIndex((item) => String(item.key) === key);
  items.splice(at < 0 ? items.length : at, 0, ...(pairs as typeof items));
}

/** Column names go into a comment: they must not end it. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}
