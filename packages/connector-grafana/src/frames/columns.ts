import { decodeField } from "./decode.ts";
import type { Frame, RawField } from "./frame.ts";

export interface FrameColumn {
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/** What stands before the name of a label in the name of its column. */
export const LABELS = "labels.";

/**
 * The columns of a frame: its fields, and after them one column for each label, `labels.<name>`, with its value in every
 * row. Where fields of one name differ in their labels (a wide frame), the labels are part of the fields' names instead:
 * `value{host="a"}`. Names may still occur twice.
 */
export function columnsOf({ fields, rows }: Frame): FrameColumn[] {
  const shared = sharedLabels(fields);
  const labelled = new Map<string, Set<string>>();
  for (const field of fields) {
    labelled.set(field.name, (labelled.get(field.name) ?? new Set()).add(labelKey(field)));
  }
  const named = fields.map((field) => {
    const isWide = labelled.get(field.name)!.size > 1;
    return { name: isWide ? field.name + labelKey(field) : field.name, values: decodeField(field) };
  });
  const labels = [...shared].map(([name, value]) => ({
    name: LABELS + name,
    values: Array.from({ length: rows }, () => value),
  }));
  return [...named, ...labels];
}

/** Labels on whose value all fields that bear them agree. */
function sharedLabels(fields: readonly RawField[]): Map<string, string> {
  const shared = new Map<string, string>();
  const disputed = new Set<string>();
  for (const { labels } of fields) {
    for (const [name, value] of Object.entries(labels)) {
      if ((shared.get(name) ?? value) !== value) disputed.add(name);
      shared.set(name, value);
    }
  }
  for (const name of disputed) shared.delete(name);
  return shared;
}

/** `{a="b",c="d"}`; "" where there are none. */
function labelKey({ labels }: RawField): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.sort().join(",")}}`;
}
