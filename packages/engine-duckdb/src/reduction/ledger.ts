import type { Ledger, Reject } from "@winnow/core";
import { allIntegersOf, allNumbersOf, gathered } from "../chunks.ts";
import type { Database } from "../database.ts";
import { type BoundPlan, STATE, tableOf } from "./bound-plan.ts";
import type { LoadedSource } from "./load.ts";
import { POSITIONS_AT_ONCE, recordsAt } from "./records.ts";

const TIME_REASONS: ReadonlyMap<number, string> = new Map([
  [STATE.timeUnreadable, "time cannot be read"],
  [STATE.timeMissing, "time is missing"],
]);

export async function readLedger(database: Database, source: LoadedSource, plan: BoundPlan): Promise<Ledger> {
  const doing = "counting events";
  const perState = `select s, count(*)::double from ${tableOf(plan, "events")} group by s`;
  const states = new Map((await database.rows(doing, perState)) as [number, number][]);
  // Counted from the groups: `read = rejected + filtered + clustered` would hold by definition otherwise.
  const grouped = `select coalesce(sum(n), 0)::double from ${tableOf(plan, "groups")}`;
  const [clustered] = (await database.rows(doing, grouped))[0] as [number];
  const reasons: Record<string, number> = {};
  const add = (reason: string, count: number): void => {
    if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count;
  };
  for (const { rejected } of source.loads) for (const { reason } of rejected) add(reason, 1);
  for (const [state, reason] of TIME_REASONS) add(reason, states.get(state) ?? 0);
  const rejected = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return { read: source.total, rejected, filtered: states.get(STATE.filtered) ?? 0, clustered, reasons };
}

/** Part by part, those that could not be read before those without a time. */
export async function* readRejects(database: Database, source: LoadedSource, plan: BoundPlan): AsyncGenerator<Reject> {
  let first = 0;
  for (const { accepted, rejected } of source.loads) {
    for (const { file, line, reason, text } of rejected) yield { file, line, reason, text };
    yield* timeRejects(database, source, plan, first, first + accepted);
    first += accepted;
  }
}

/** Records between two positions whose time could not be read. */
async function* timeRejects(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
  from: number,
  to: number,
): AsyncGenerator<Reject> {
  const states = [...TIME_REASONS.keys()].join(", ");
  const sql =
    `select rowid::double, s::integer from ${tableOf(plan, "events")} where s in (${states}) ` +
    `and rowid >= ${from} and rowid < ${to} order by rowid`;
  const chunks = database.chunks("listing rejected events", sql);
  for await (const some of gathered(chunks, POSITIONS_AT_ONCE)) {
    const found = allIntegersOf(some, 1);
    let at = 0;
    for await (const { file, line, text } of recordsAt(source, allNumbersOf(some, 0))) {
      yield { file, line, reason: TIME_REASONS.get(found[at++]!)!, text };
    }
  }
}
