import { concatenated } from "../../kql/dialect.ts";
import type { Slice } from "../../pull/slice.ts";
import { groupTimeKql, originOf } from "./group-time.ts";
import { ALL_GROUPS } from "./query-source.ts";
import type { ReductionTable } from "./reduction-table.ts";

/**
 * The groups of a slice. Each row is one text: a text that many groups share moves once, and then as a short code:
 *
 * | row | content |
 * |---|---|
 * | `g0,N,FIRST,LAST,CODES` | a group: its events, its first and last time (see {@link groupTimeKql}), the codes of its keys without separators |
 * | `g1,N,…`, `g2,N,…` | events of another state |
 * | `t<i>,CODE TEXT` | a text of base key i and its code, without a separator |
 *
 * @param digits of a code; more are needed where two texts share one
 */
export function groupsQuery(table: ReductionTable, slice: Slice, digits: number): string {
  const [s, n, a, b, t, all, row] = ["s", "n", "a", "b", "t", ALL_GROUPS, "r"].map((name) => table.name(name));
  const origin = originOf(table.source.from);
  const texts = table.keyNames();
  const codes = texts.map((_, index) => table.name(`h${index}`));
  const coded = texts.map((text, index) => `${codes[index]} = substring(hash_sha256(${text}), 0, ${digits})`);
  const tallied = table.events(slice, table.neededColumns(), [
    ...table.groupingSteps(),
    `summarize ${n} = count(), ${a} = min(${t}), ${b} = max(${t}) by ${[s, ...texts].join(", ")}`,
    ...(coded.length === 0 ? [] : [`extend ${coded.join(", ")}`]),
  ]);
  const times = [a!, b!].flatMap((time) => [groupTimeKql(time, origin), '","']);
  const fields = ['"g"', `tostring(${s})`, '","', `tostring(${n})`, '","', ...times, ...codes];
  const members = [
    `(${all} | project ${row} = ${concatenated(fields)})`,
    ...texts.map((text, index) => {
      const distinct = `where ${table.isGrouped()} | distinct ${codes[index]}, ${text}`;
      return `(${all} | ${distinct} | project ${row} = strcat("t${index},", ${codes[index]}, ${text}))`;
    }),
  ];
  const answer = members.length === 1 ? members[0]! : `union ${members.join(",\n")}`;
  return table.finished(`let ${all} = materialize(\n${tallied}\n);\n${answer}`);
}
