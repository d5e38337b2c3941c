import type { Database } from "../database.ts";
import { type BoundPlan, sameKey, STATE, tableOf } from "./bound-plan.ts";
import { derivedTables } from "./derived.ts";

const DOING = "grouping events";

/** Turns `keyed` into `grouped`, `members` and `firsts`. */
export async function group(database: Database, plan: BoundPlan): Promise<void> {
  const { base } = plan.keys;
  const keys = base.map(({ index }) => `k${index}`);
  const [keyed, grouped] = [tableOf(plan, "keyed"), tableOf(plan, "grouped")];
  const list = ["count(*) as n", "min(t) as a", "max(t) as b", ...keys].join(", ");
  const by = keys.length === 0 ? "having count(*) > 0" : `group by ${keys.join(", ")}`;
  const same = base.map((key) => sameKey(key, "keyed", "grouped")).join(" and ") || "true";
  for (const statement of [
    `create table ${grouped} as select (row_number() over () - 1)::integer as h, * from (select ${list} from ${keyed} ${by})`,
    `create table ${tableOf(plan, "members")} as select p, t, h, t = a as f from ${keyed} as keyed join ${grouped} as grouped on ${same}`,
    `drop table ${keyed}`,
    `create table ${tableOf(plan, "firsts")} as select h, min(p) as r, count(*) as c from ${tableOf(plan, "members")} where f group by h`,
  ])
    await database.run(DOING, statement);
}

/** Orders the groups by first time and exemplar, and turns `members` and `others` into `events`. */
export async function number(database: Database, plan: BoundPlan): Promise<void> {
  const table = (name: string): string => tableOf(plan, name);
  const numbers = `(select h, rowid::integer as g from ${table("groups")})`;
  for (const statement of [
    `create table ${table("groups")} as select * exclude (r, c), coalesce(ties.r, firsts.r) as r ` +
      `from ${table("grouped")} join ${table("firsts")} as firsts using (h) ` +
      `left join ${table("ties")} as ties using (h) order by a, r`,
    ...["grouped", "firsts", "ties"].map((name) => `drop table ${table(name)}`),
    `create table ${table("events")} as select t, s, g from (` +
      `select p, t, ${STATE.grouped}::utinyint as s, g from ${table("members")} join ${numbers} using (h) union all ` +
      `select p, t, s, null from ${table("others")}) order by p`,
    ...["members", "others"].map((name) => `drop table ${table(name)}`),
    ...derivedTables(plan),
  ])
    await database.run(DOING, statement);
}
