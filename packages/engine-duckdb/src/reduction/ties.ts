import { contentDigest, type EventDigest } from "@winnow/core";
import { allIntegersOf, allNumbersOf, gathered } from "../chunks.ts";
import type { Database } from "../database.ts";
import { type BoundPlan, tableOf } from "./bound-plan.ts";
import type { LoadedSource } from "./load.ts";
import { POSITIONS_AT_ONCE, recordsAt } from "./records.ts";

const DOING = "choosing exemplars";

interface Candidate {
  readonly digest: string;
  readonly position: number;
}

/**
 * Creates `ties`: of several events at a group's first instant, the one with the smallest digest is the exemplar, and
 * of equal events the one with the smallest position. Without a time every event is at one instant and the position
 * decides alone.
 */
export async function settleTies(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
  digest: EventDigest = contentDigest,
): Promise<void> {
  const ties = tableOf(plan, "ties");
  await database.run(DOING, `create table ${ties} (h integer, r bigint)`);
  if (plan.time === null) return;
  const best = await exemplars(database, source, plan, digest);
  const values = Array.from(best, ([h, { position }]) => `(${h}, ${position})`);
  for (let from = 0; from < values.length; from += POSITIONS_AT_ONCE) {
    const some = values.slice(from, from + POSITIONS_AT_ONCE).join(", ");
    await database.run(DOING, `insert into ${ties} values ${some}`);
  }
}

async function exemplars(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
  digest: EventDigest,
): Promise<ReadonlyMap<number, Candidate>> {
  const tied =
    `select p::double, h from ${tableOf(plan, "members")} where f and h in ` +
    `(select h from ${tableOf(plan, "firsts")} where c > 1) order by p`;
  const best = new Map<number, Candidate>();
  for await (const chunks of gathered(database.chunks(DOING, tied), POSITIONS_AT_ONCE)) {
    const positions = allNumbersOf(chunks, 0);
    const groups = allIntegersOf(chunks, 1);
    let at = 0;
    for await (const { values } of recordsAt(source, positions)) {
      const candidate = { digest: digest(source.columns, values), position: positions[at]! };
      const group = groups[at++]!;
      const known = best.get(group);
      if (known === undefined || candidate.digest < known.digest) best.set(group, candidate);
    }
  }
  return best;
}
