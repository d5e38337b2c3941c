import type { ColumnInfo, EventBatch, FieldDetection } from "@winnow/core";
import { parseDocument, type Document, type Pair, type YAMLMap } from "yaml";

/** What is known of the events that a new profile is for. */
export interface KnownSource {
  /** Path of the input, as seen from the profile. */
  readonly path: string;
  readonly columns: readonly ColumnInfo[];
  readonly sample: EventBatch;
  readonly detected: FieldDetection | undefined;
}

/** A built-in profile made into one for a source whose log schema was recognised: same settings, same comments. */
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

/** A profile for events of no known schema: what to replace is said beside it, and it runs as it stands. */
export function profileForColumns(name: string, source: KnownSource): string {
  const time = source.columns.find((column) => /time|date/i.test(column.name))?.name;
  const text = longestColumn(source) ?? source.columns[0]!.name;
  const document = parseDocument(UNKNOWN_SCHEMA);
  document.commentBefore = introduction("The columns are those of no log schema that Winnow knows.");
  document.set("name", name);
  document.set("description", `Events of ${source.path}`);
  document.set("source", document.createNode(sourceOf(source)));
  document.setIn(["fields", "message"], text);
  if (time !== undefined) document.setIn(["fields", "@timestamp"], time);
  (document.get("fields") as YAMLMap).commentBefore =
    ` Which column holds what: a name of yours, or one of Winnow's (docs/profiles.md), and the column.\n` +
    ` Columns: ${source.columns.map((column) => printable(column.name)).join(", ")}`;
  return document.toString({ lineWidth: 120 });
}

const UNKNOWN_SCHEMA = `profile: winnow/v1
name: x
description: x

source: {}

fields:
  message: x

features:
  # Numbers that describe an event. \`winnow plugins --operators\` lists what can be computed.
  - define:
      messageLogLength: { log10: { length: message } }
      messageDelimiters: { countChars: [message, " -/\\\\.,:;=()\\"'"] }

# Each feature in units of its own spread.
scale: standard

cluster:
  use: dbscan
  with:
    # How near events must be to be alike, in that unit.
    eps: 0.1
    # Two alike are a cluster; what is alone is noise and gets a row of its own.
    minPoints: 2
`;

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
  }
  return pairs as Pair[];
}

function insertBefore(document: Document, key: string, pairs: readonly Pair[]): void {
  const { items } = document.contents as unknown as YAMLMap;
  const at = items.findIndex((item) => String(item.key) === key);
  items.splice(at < 0 ? items.length : at, 0, ...(pairs as typeof items));
}

/** The column with the longest texts: most likely what an event says. */
function longestColumn({ sample }: KnownSource): string | undefined {
  const lengths = sample.values.map((values) => values.reduce((sum, value) => sum + (value?.length ?? 0), 0));
  return sample.columns[lengths.indexOf(Math.max(...lengths))];
}

/** Column names go into a comment: they must not end it. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}
