import { createHash } from "node:crypto";
import type { ColumnInfo, EventStream, Gap, WinnowError } from "@winnow/core";
import { parseTicks, tickText } from "../../src/kql/quote.ts";
import { answerTooLarge } from "../../src/service/errors.ts";
import type { QueryAnswer, QueryService, TickRange } from "../../src/service/query-service.ts";

/** An event of the model: its time, if any, and what else it says. */
export interface ModelEvent {
  readonly time: bigint | null;
  readonly text: string;
  readonly big: bigint | null;
}

export const COLUMNS: readonly ColumnInfo[] = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "Text", type: "string" },
  { name: "Big", type: "long" },
];

export interface Script {
  readonly rows: number;
  /** Throws to let a query fail; called before each. */
  readonly fault?: (query: AskedSlice, number: number) => WinnowError | undefined;
}

/** What a query for events asks, read from its text. */
export interface AskedSlice {
  readonly range: TickRange | null;
  readonly buckets: number;
  readonly timespan: TickRange | null;
}

/** Answers the queries that the pull writes by brute force over the model, as far as the rows' limit lets it. */
export class ScriptedService implements QueryService {
  readonly asked: AskedSlice[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  readonly #events: readonly ModelEvent[];
  readonly #script: Script;

  constructor(events: readonly ModelEvent[], script: Script) {
    this.#events = events;
    this.#script = script;
  }

  async query(kql: string, timespan: TickRange | null): Promise<QueryAnswer> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    // Answers come back in another order than they were asked for.
    await new Promise((resolve) => setTimeout(resolve, this.asked.length % 3));
    this.atOnce--;
    if (kql.includes("| getschema")) {
      return answer(
        ["ColumnName", "ColumnType"],
        COLUMNS.map(({ name, type }) => [name, type]),
      );
    }
    if (kql.includes("by Step = bin")) return this.#histogram(kql);
    const times = boundsOf(kql);
    const range = kql.includes("| where isnull(TimeGenerated)") ? null : { from: times[0]!, to: times[1]! };
    const buckets = [...kql.matchAll(/where hash\(strcat\(.*?\), (\d+)\) == (\d+)/g)];
    const slice = { range, buckets: buckets.length, timespan };
    this.asked.push(slice);
    const fault = this.#script.fault?.(slice, this.asked.length);
    if (fault !== undefined) throw fault;
    const found = this.#events.filter(
      (event) => inRange(event, range) && buckets.every(([, n, i]) => hash(event) % Number(n) === Number(i)),
    );
    if (kql.includes("summarize Events = count() by TimeGenerated")) {
      return this.#limited(counted(found), [...COLUMNS.map(({ name }) => name), "Events"]);
    }
    return this.#limited(
      found.map(cellsOf),
      COLUMNS.map(({ name }) => name),
    );
  }

  #limited(rows: string[][], names: readonly string[]): QueryAnswer {
    if (rows.length >= this.#script.rows) throw answerTooLarge({ reason: `it has ${rows.length} rows` });
    return answer(names, rows);
  }

  #histogram(kql: string): QueryAnswer {
    const [, many, unit] = /bin\(TimeGenerated, (\d+)(tick|m|h|d)\)/.exec(kql)!;
    const step = BigInt(many!) * { tick: 1n, m: 600_000_000n, h: 36_000_000_000n, d: 864_000_000_000n }[unit!]!;
    const [from, to] = boundsOf(kql);
    const counts = new Map<bigint, number>();
    for (const { time } of this.#events) {
      if (time === null || time < from! || time >= to!) continue;
      counts.set(time - (time % step), (counts.get(time - (time % step)) ?? 0) + 1);
    }
    return answer(
      ["Step", "Events"],
      [...counts].map(([start, count]) => [tickText(start), String(count)]),
    );
  }
}

function boundsOf(kql: string): bigint[] {
  return [...kql.matchAll(/datetime\(([^)]*)\)/g)].map(([, text]) => parseTicks(text!)!);
}

function inRange({ time }: ModelEvent, range: TickRange | null): boolean {
  return range === null ? time === null : time !== null && time >= range.from && time < range.to;
}

function hash(event: ModelEvent): number {
  return createHash("md5").update(cellsOf(event).join("\0")).digest().readUInt32LE();
}

/** An event as the service projects it: what is no text and missing is empty. */
export function cellsOf({ time, text, big }: ModelEvent): string[] {
  return [time === null ? "" : tickText(time), text, big === null ? "" : String(big)];
}

function counted(found: readonly ModelEvent[]): string[][] {
  const counts = new Map<string, [string[], number]>();
  for (const event of found) {
    const key = JSON.stringify(cellsOf(event));
    const [cells, count] = counts.get(key) ?? [cellsOf(event), 0];
    counts.set(key, [cells, count + 1]);
  }
  return [...counts.values()].map(([cells, count]) => [...cells, String(count)]);
}

function answer(names: readonly string[], rows: readonly (readonly string[])[]): QueryAnswer {
  const columns = names.map((name) => ({ name, type: "string" }));
  return { columns, rows: rows.length, values: names.map((_, column) => rows.map((row) => row[column]!)) };
}

/** Every row of a stream as one text each, in order. */
export async function rowsOf(stream: EventStream): Promise<string[]> {
  const rows: string[] = [];
  for await (const batch of stream.batches()) {
    for (let row = 0; row < batch.rows; row++) {
      rows.push(JSON.stringify(batch.values.map((column) => column[row])));
    }
  }
  return rows;
}

/** A row of {@link rowsOf} as the model has it. */
export function expectedRow(event: ModelEvent): string {
  const [time, text, big] = cellsOf(event);
  return JSON.stringify([time || null, text, big || null]);
}

/** Whether a time is in one of the gaps; events without one are in the gap without bounds. */
export function inGaps(time: bigint | null, gaps: readonly Gap[]): boolean {
  return gaps.some(({ from, to }) =>
    time === null ? from === undefined : from !== undefined && time >= parseTicks(from)! && time < parseTicks(to!)!,
  );
}
