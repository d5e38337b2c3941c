import type { EventBatch, ReducedGroups } from "@winnow/core";
import { type EngineContext, writeParquet, type ParquetColumn } from "@winnow/engine-duckdb";
import type { MergeableReduction } from "../mergeable.ts";
import { columnsOf, FIXED, measuresByFold } from "./columns.ts";
import { FOOTER_KEY, writeFooter, type GroupsFileOptions } from "./footer.ts";

/** Digests that are asked for together. */
const EVENTS_AT_ONCE = 8192;

/**
 * Writes the groups as Parquet, in content order: the same groups give the same bytes.
 * @throws what reading the reduction and writing throw
 */
export async function writeGroupsFile(
  path: string,
  reduction: MergeableReduction,
  options: GroupsFileOptions,
  context: EngineContext,
): Promise<void> {
  const groups = await reduction.groups();
  const { exemplars } = options;
  const footer = await writeFooter(reduction, options);
  const peaks = otherPeaks(groups);
  const columns: ParquetColumn[] = [
    ...valueColumns(groups, reduction),
    { name: FIXED.count, type: "integer", values: groups.counts },
    { name: FIXED.first, type: "time", values: groups.firstTimes },
    { name: FIXED.last, type: "time", values: groups.lastTimes },
    { name: FIXED.digest, type: "text", values: await digests(reduction, [...groups.exemplars]) },
    { name: FIXED.event, type: "text", values: await events(reduction, [...groups.exemplars], exemplars) },
    {
      name: FIXED.peakTime,
      type: "time",
      values: peaks.map((peak, g) => (peak === null ? null : groups.peakTimes[g]!)),
    },
    { name: FIXED.peakDigest, type: "text", values: await digests(reduction, peaks) },
    { name: FIXED.peakEvent, type: "text", values: await events(reduction, peaks, exemplars) },
  ];
  await writeParquet(path, columns, context, { [FOOTER_KEY]: footer });
}

/** The peak of each group where it is another event than the exemplar. */
function otherPeaks({ exemplars, peaks }: ReducedGroups): (number | null)[] {
  return Array.from(peaks, (peak, group) => (peak === exemplars[group] ? null : peak));
}

function valueColumns(groups: ReducedGroups, { identity }: MergeableReduction): ParquetColumn[] {
  const { keys: names, measures: measureNames } = columnsOf(identity);
  const texts = groups.dictionaries.length;
  const features = identity.keys.length - texts;
  const signals = identity.measures.filter(({ fold }) => fold === "peak").length;
  const measures = measuresByFold(identity.measures);
  return [
    ...names.map((name, at): ParquetColumn => {
      if (at < features) return { name, type: "number", values: columnAt(groups.features, at, features) };
      const field = at - features;
      const values = Array.from(
        { length: groups.size },
        (_, group) => groups.dictionaries[field]![groups.kept[group * texts + field]!]!,
      );
      return { name, type: "text", values };
    }),
    ...measureNames.map((name, at): ParquetColumn => {
      const { fold, position } = measures[at]!;
      const table = fold === "peak" ? groups.signals : groups.signalSums;
      return { name, type: "number", values: columnAt(table, position, signals) };
    }),
  ];
}

function columnAt(table: Float64Array, at: number, width: number): Float64Array {
  return Float64Array.from({ length: table.length / width }, (_, row) => table[row * width + at]!);
}

async function digests(reduction: MergeableReduction, wanted: readonly (number | null)[]): Promise<(string | null)[]> {
  return lookUp(wanted, (numbers) => reduction.digests(numbers));
}

async function events(
  reduction: MergeableReduction,
  wanted: readonly (number | null)[],
  exemplars: GroupsFileOptions["exemplars"],
): Promise<(string | null)[]> {
  if (exemplars === "none") return wanted.map(() => null);
  return lookUp(wanted, async (numbers) => {
    const texts: string[] = [];
    for await (const batch of reduction.exemplars(numbers)) texts.push(...eventTexts(batch));
    return texts;
  });
}

/** Events as JSON lists of column and value, by column: a column's name is never a key, and the order of columns does not show. */
function eventTexts({ columns, rows, values }: EventBatch): string[] {
  const byName = [...columns.entries()].sort(([, a], [, b]) => (a < b ? -1 : 1));
  return Array.from({ length: rows }, (_, row) =>
    JSON.stringify(
      byName.flatMap(([at, name]) => {
        const value = values[at]![row]!;
        return value === null ? [] : [[name, value]];
      }),
    ),
  );
}

async function lookUp(
  wanted: readonly (number | null)[],
  ask: (numbers: readonly number[]) => Promise<readonly string[]>,
): Promise<(string | null)[]> {
  const found = new Array<string | null>(wanted.length).fill(null);
  const places = wanted.flatMap((number, at) => (number === null ? [] : [at]));
  for (let from = 0; from < places.length; from += EVENTS_AT_ONCE) {
    const some = places.slice(from, from + EVENTS_AT_ONCE);
    const answers = await ask(some.map((at) => wanted[at]!));
    some.forEach((at, i) => (found[at] = answers[i]!));
  }
  return found;
}
