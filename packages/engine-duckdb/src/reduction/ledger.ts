import type { InputLedger, Ledger, Reject } from "@winnow/core";
import { allIntegersOf, allNumbersOf, gathered } from "../chunks.ts";
import type { Database } from "../database.ts";
import { ReasonCounts } from "../rejects/reason-counts.ts";
import { type BoundPlan, STATE, tableOf } from "./bound-plan.ts";
import type { LoadedSource } from "./load.ts";
import { POSITIONS_AT_ONCE, recordsAt } from "./records.ts";

const TIME_REASONS: ReadonlyMap<number, string> = new Map([
  [STATE.timeUnreadable, "time cannot be read"],
  [STATE.timeMissing, "time is missing"],
]);
const TIME_STATES = [...TIME_REASONS.keys()].join(", ");

const COUNTING = "counting events";

export async function readLedger(database: Database, source: LoadedSource, plan: BoundPlan): Promise<Ledger> {
  const perState = `select s, count(*)::double from ${tableOf(plan, "events")} group by s`;
  const states = new Map((await database.rows(COUNTING, perState)) as [number, number][]);
  // Counted from the groups: `read = rejected + filtered + clustered` would hold by definition otherwise.
  const grouped = `select coalesce(sum(n), 0)::double from ${tableOf(plan, "groups")}`;
  const [clustered] = (await database.rows(COUNTING, grouped))[0] as [number];
  const inputs = await readInputs(database, source, plan);
  const reasons = new ReasonCounts();
  for (const input of inputs) reasons.addAll(input.reasons);
  return {
    read: source.total,
    rejected: reasons.total,
    filtered: states.get(STATE.filtered) ?? 0,
    clustered,
    reasons: reasons.toObject(),
    ...(reasons.total === 0 ? {} : { inputs: inputs.filter(({ reasons: { total } }) => total > 0).map(ledgerOf) }),
  };
}

/** An input, the position of its first readable record, and all of its rejected records. */
interface CountedInput {
  readonly name: string;
  readonly accepted: number;
  readonly first: number;
  readonly read: number;
  readonly reasons: ReasonCounts;
}

function ledgerOf({ name, read, reasons }: CountedInput): InputLedger {
  return { name, read, rejected: reasons.total, reasons: reasons.toObject() };
}

async function readInputs(database: Database, source: LoadedSource, plan: BoundPlan): Promise<CountedInput[]> {
  const inputs: CountedInput[] = [];
  let first = 0;
  for (const { name, accepted, rejects } of source.loads.flatMap((load) => load.inputs)) {
    const reasons = new ReasonCounts();
    reasons.addAll(rejects.reasons);
    inputs.push({ name, accepted, first, read: accepted + rejects.count, reasons });
    first += accepted;
  }
  if (plan.time !== null) await countTimes(database, inputs, plan);
  return inputs;
}

/** Adds the records whose time could not be read, which only the table shows. */
async function countTimes(database: Database, inputs: readonly CountedInput[], plan: BoundPlan): Promise<void> {
  const withRecords = inputs.filter(({ accepted }) => accepted > 0);
  if (withRecords.length === 0) return;
  const firsts = withRecords.map(({ first }) => first).join(", ");
  const numbered = `select unnest([${firsts}]) as f, generate_subscripts([${firsts}], 1) - 1 as i`;
  const timeless = `select rowid as p, s from ${tableOf(plan, "events")} where s in (${TIME_STATES})`;
  const sql = `select i::double, s::double, count(*)::double from (${timeless}) asof join (${numbered}) on p >= f group by all`;
  for (const [index, state, count] of (await database.rows(COUNTING, sql)) as [number, number, number][]) {
    withRecords[index]!.reasons.add(TIME_REASONS.get(state)!, count);
  }
}

/** Input by input, those that could not be read before those without a time. */
export async function* readRejects(database: Database, source: LoadedSource, plan: BoundPlan): AsyncGenerator<Reject> {
  const inputs = source.loads.flatMap((load) => load.inputs);
  let next = 0;
  let end = 0;
  /** The unreadable records of the inputs up to the one with the record at `position`. */
  function* unreadableUpTo(position: number): Generator<Reject> {
    while (next < inputs.length && end <= position) {
      const { accepted, rejects } = inputs[next++]!;
      yield* rejects.read();
      end += accepted;
    }
  }
  if (plan.time !== null) {
    for await (const { position, reject } of timeRejects(database, source, plan)) {
      yield* unreadableUpTo(position);
      yield reject;
    }
  }
  yield* unreadableUpTo(Infinity);
}

/** Records whose time could not be read, by position. */
async function* timeRejects(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
): AsyncGenerator<{ readonly position: number; readonly reject: Reject }> {
  const sql = `select rowid::double, s::integer from ${tableOf(plan, "events")} where s in (${TIME_STATES}) order by rowid`;
  const chunks = database.chunks("listing rejected events", sql);
  for await (const some of gathered(chunks, POSITIONS_AT_ONCE)) {
    const positions = allNumbersOf(some, 0);
    const found = allIntegersOf(some, 1);
    let at = 0;
    for await (const { file, line, text } of recordsAt(source, positions)) {
      const reason = TIME_REASONS.get(found[at]!)!;
      yield { position: positions[at++]!, reject: { file, line, reason, text } };
    }
  }
}
