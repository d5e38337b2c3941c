import { countValues, oncePer, type RankedRow } from "@winnow/analysis";
import type { ReducedGroups } from "@winnow/core";
import type { Answer, AnswerRows, AnswerSpace, BaseRows, Folded, RaritySummary } from "./messages.ts";
import { changeOf } from "./change.ts";
import type { Reclustered } from "./recluster.ts";
import type { Settings } from "./settings.ts";
import type { Space } from "./spaces.ts";

/** An answer as plain data, in the numbering of the report's groups, and the buffers to transfer. */
export function answerOf(
  result: Reclustered,
  settings: Settings,
  base: BaseRows,
  known: string | null,
): { readonly answer: Answer; readonly transfer: ArrayBuffer[] } {
  const { space, clusters, rows } = result;
  const packed = packRows(rows, space);
  const folded = foldedOf(rows, base);
  const sent = known === space.key ? null : packSpace(space);
  const answer: Answer = {
    settings,
    settled: result.settled,
    counts: {
      groups: space.groups.size,
      points: space.points.matrix.rows,
      clusters: clusters.clusterCount,
      noise: rows.filter(({ clusterId }) => clusterId < 0).length,
    },
    labels: clusters.labels.slice(),
    space: sent,
    spaceKey: space.key,
    rows: packed,
    change: changeOf(packed, base, (row) => rows[row]!.reasons),
    folded,
    rarities: raritiesOf(rows, space),
    guarded: result.guarded,
    chosen: chosenOf(result),
    warnings: result.warnings,
    took: result.took,
  };
  return { answer, transfer: buffersOf([answer.labels, ...Object.values(packed), ...Object.values(sent ?? {})]) };
}

function packRows(rows: readonly RankedRow[], { groups, numberOf }: Space): AnswerRows {
  const members = membersOf(numberOf, groups.size);
  const listed = new Int32Array(numberOf.length);
  const starts = new Int32Array(rows.length + 1);
  let at = 0;
  rows.forEach((row, index) => {
    for (const group of row.groups) {
      for (let i = members.starts[group]!; i < members.starts[group + 1]!; i++) listed[at++] = members.list[i]!;
    }
    starts[index + 1] = at;
  });
  return {
    count: rows.length,
    clusterIds: Int32Array.from(rows, ({ clusterId }) => clusterId),
    sizes: Float64Array.from(rows, ({ size }) => size),
    firstTimes: BigInt64Array.from(rows, ({ firstTime }) => firstTime),
    lastTimes: BigInt64Array.from(rows, ({ lastTime }) => lastTime),
    exemplars: Float64Array.from(rows, (row) => groups.exemplars[row.groups[0]!]!),
    groups: listed,
    starts,
  };
}

/** The report's groups in each group, ascending: the first one, the earliest, has its exemplar. */
function membersOf(numberOf: Int32Array, size: number): { readonly starts: Int32Array; readonly list: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const group of numberOf) starts[group + 1]!++;
  for (let group = 0; group < size; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const list = new Int32Array(numberOf.length);
  numberOf.forEach((group, own) => (list[next[group]!++] = own));
  return { starts, list };
}

function packSpace({ points, scaled, numberOf }: Space): AnswerSpace {
  return {
    columns: points.matrix.columns,
    data: points.matrix.data.slice(),
    scaled: scaled.data.slice(),
    weights: points.matrix.weights.slice(),
    partitions: points.partitionCount,
    ofGroup: numberOf.map((group) => points.ofGroup[group]!),
  };
}

/** Nobody reads more of these, and sending them takes longer than clustering. */
const MOST_LISTED = 200;

/** Counts the rare values beside rows and lists the first of them, values that the run does not have beside a row first. */
function foldedOf(rows: readonly RankedRow[], base: BaseRows): Answer["folded"] {
  const known = fieldValues(base.folded);
  const fresh: Folded[] = [];
  const others: Folded[] = [];
  let [count, freshCount] = [0, 0];
  rows.forEach(({ folded }, row) => {
    for (const { event, values } of folded) {
      for (const entry of values) {
        const before = known.get(entry.field)?.has(entry.value) ?? false;
        const list = before ? others : fresh;
        if (list.length < MOST_LISTED) list.push({ ...entry, row, event, before });
        count++;
        if (!before) freshCount++;
      }
    }
  });
  return { count, fresh: freshCount, listed: [...fresh, ...others].slice(0, MOST_LISTED) };
}

const fieldValues = oncePer((entries: BaseRows["folded"]) => valuesByField(entries));

function valuesByField(
  entries: Iterable<{ readonly field: string; readonly value: string }>,
): Map<string, Set<string>> {
  const byField = new Map<string, Set<string>>();
  for (const { field, value } of entries) {
    const values = byField.get(field);
    if (values === undefined) byField.set(field, new Set([value]));
    else values.add(value);
  }
  return byField;
}

/** The values of each kept field that occur once. */
const onceOf = oncePer((groups: ReducedGroups) =>
  countValues(groups).map((counts) => {
    const found: number[] = [];
    counts.forEach((events, value) => events === 1 && found.push(value));
    return found;
  }),
);

function raritiesOf(rows: readonly RankedRow[], { groups, plan }: Space): RaritySummary[] {
  const width = groups.dictionaries.length;
  const besides = valuesByField(rows.flatMap(({ folded }) => folded.flatMap(({ values }) => values)));
  return plan.kept.map(({ name: field }, position) => {
    const exemplars = new Set(rows.map((row) => groups.kept[row.groups[0]! * width + position]!));
    const dictionary = groups.dictionaries[position]!;
    const once = onceOf(groups)[position]!;
    const unshown = once.filter((value) => !exemplars.has(value));
    const beside = besides.get(field);
    return {
      field,
      guarded: plan.guard.fields.some((guarded) => guarded.position === position),
      once: once.length,
      shown: once.length - unshown.length,
      beside: beside === undefined ? 0 : unshown.filter((value) => beside.has(dictionary[value]!)).length,
    };
  });
}

function chosenOf({ clusters: { chosen } }: Reclustered): Answer["chosen"] {
  const [first] = chosen;
  if (first === undefined) return null;
  return { partitions: chosen.length, values: chosen.length === 1 ? first.values : {} };
}

function buffersOf(values: readonly unknown[]): ArrayBuffer[] {
  return values.flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []));
}
