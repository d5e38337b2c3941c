import type { EventEngine } from "@winnow/core";
import type { Rule } from "../../check.ts";
import { keyOf, rowsOf } from "../rows.ts";
import type { Subject } from "../subject.ts";
import { withEngine } from "./reductions.ts";

/** Requirements on an engine's columns and sample. */
export const columnRules: readonly Rule<Subject>[] = [
  {
    id: "columns-agree",
    must:
      "`columns()` MUST name every column of the events once, and `sample()` MUST return events of the source, at most as " +
      "many as asked for.",
    faultOf: (subject) => withEngine(subject, (engine) => columnFault(subject, engine)),
  },
];

async function columnFault({ settings }: Subject, engine: EventEngine): Promise<string | undefined> {
  const names = (await engine.columns()).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `columns() names "${twice}" twice`;
  const present = settings.events.flatMap((row) => Object.entries(row).filter(([, value]) => value !== null));
  const unnamed = present.find(([column]) => !names.includes(column));
  if (unnamed !== undefined) return `columns() does not name "${unnamed[0]}"`;
  const sample = rowsOf([await engine.sample(2)]);
  if (sample.length > 2) return `sample(2) returned ${sample.length} events`;
  const known = new Set(settings.events.map(keyOf));
  const unknown = sample.find((row) => !known.has(keyOf(row)));
  if (unknown !== undefined) return `sample() returned an event that the source does not contain: ${keyOf(unknown)}`;
  return sample.length === 0 && settings.events.length > 0 ? "sample() returned no event" : undefined;
}
