import { isNode, LineCounter, parseDocument, type Document, type YAMLError } from "yaml";
import type { WinnowError } from "@winnow/core";
import { notYaml } from "../errors.ts";

/** A profile's text as data, with the way back from a path in the data to a line and column. */
export interface YamlDocument {
  readonly data: unknown;
  /** Whether something is written at `path`. */
  has(path: readonly PropertyKey[]): boolean;
  locate(path: readonly PropertyKey[]): WinnowError["where"];
}

/** More aliases than any honest profile has: past this the file is a bomb, not a profile. */
const MAX_ALIASES = 100;

/** @throws `WN1203` when the text is not YAML, is indented by tabs, or unfolds beyond reason */
export function parseYaml(text: string, file: string | undefined): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    merge: true,
    logLevel: "error",
  });
  const [fault] = document.errors;
  const place = (offset: number | undefined): WinnowError["where"] => {
    const where = offset === undefined ? undefined : lines.linePos(offset);
    return { ...(file === undefined ? {} : { file }), ...(where ? { line: where.line, column: where.col } : {}) };
  };
  if (fault !== undefined) {
    const problem = problemOf(fault);
    throw notYaml({ problem, hint: hintFor(text, fault.code) }, { where: place(fault.pos[0]) });
  }
  return {
    data: toData(document, place(0)),
    has: (path) => document.hasIn(path as (string | number)[]),
    locate: (path) => place(offsetOf(document, path)),
  };
}

function toData(document: Document, where: WinnowError["where"]): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    const unknown = /^Unresolved alias.*: (\S+)$/.exec((cause as Error).message)?.[1];
    if (unknown !== undefined) {
      const hint = `Write \`&${unknown}\` in front of the value that is meant, above this place.`;
      throw notYaml({ problem: `there is no anchor for *${unknown}`, hint }, { where, cause });
    }
    const problem = "it repeats itself through aliases beyond reason";
    throw notYaml(
      { problem, hint: `Write it out: at most ${MAX_ALIASES} uses of anchors are read.` },
      { where, cause },
    );
  }
}

/** Start of the node at `path`, or of its nearest ancestor that is written down. Keys win over values. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length) as (string | number)[];
    const parent = document.getIn(steps.slice(0, -1), true) ?? document.contents;
    const key = keyOffset(parent, steps[length - 1]!);
    if (key !== undefined) return key;
    const node = document.getIn(steps, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0];
}

function keyOffset(parent: unknown, key: string | number): number | undefined {
  const items = (parent as { items?: unknown[] } | null)?.items;
  if (!Array.isArray(items)) return undefined;
  for (const item of items) {
    const name = (item as { key?: unknown }).key;
    if (isNode(name) && "value" in name && String(name.value) === String(key)) return name.range?.[0];
  }
  return undefined;
}

function problemOf({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "it holds more than one document";
  return message.startsWith("Maximum call stack") ? "it is nested too deeply" : lowerFirst(message);
}

function hintFor(text: string, code: string): string {
  if (/^[ ]*\t/m.test(text)) return "YAML is indented with spaces; this file has tabs at the start of a line.";
  if (code === "MULTIPLE_DOCS") return "A file holds one profile: take out what follows the line `---`.";
  if (code === "DUPLICATE_KEY") return "Write each key once.";
  return "Check quotes, colons and indentation at that place.";
}

function lowerFirst(message: string): string {
  const [line] = message.split("\n", 1);
  return (line![0]!.toLowerCase() + line!.slice(1)).replace(/\.$/, "");
}

/** The same error with a place, unless it knows its own. */
export function placed(error: WinnowError, where: WinnowError["where"]): WinnowError {
  return error.where.file === undefined ? Object.assign(error, { where }) : error;
}
