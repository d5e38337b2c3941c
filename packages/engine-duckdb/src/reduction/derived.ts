import { compileExpression } from "@winnow/expressions";
import { keySql } from "../dialect.ts";
import { baseKey, type BoundPlan, dialectOf, isText, tableOf, textTable } from "./bound-plan.ts";
import type { BaseKey, DerivedKey } from "./key-plan.ts";

/** Statements that create `derived_<i>` of each key that follows from several keys or from a number. */
export function derivedTables(plan: BoundPlan): readonly string[] {
  return combinedKeys(plan).map((key) => {
    const inputs = key.inputs.map((input) => baseKey(plan, input));
    const columns = inputs.map(({ index }) => `k${index}`);
    const joins = inputs.flatMap((input) => (isText(input) ? [joinText(plan, input, "c")] : []));
    const list = [...columns.map((column) => `c.${column}`), `${derivedSql(plan, key, "c")} as v`];
    return (
      `create table ${derivedTable(plan, key)} as select ${list.join(", ")} ` +
      `from (select distinct ${columns.join(", ")} from ${tableOf(plan, "groups")}) as c ${joins.join(" ")}`
    );
  });
}

/** Keys whose values are in a table `derived_<i>`. */
export function combinedKeys(plan: BoundPlan): readonly DerivedKey[] {
  return plan.keys.derived.filter((key) => soleText(plan, key) === undefined);
}

/** The text key from which alone a derived key follows. */
export function soleText(plan: BoundPlan, { inputs }: DerivedKey): BaseKey | undefined {
  const only = inputs.length === 1 ? baseKey(plan, inputs[0]!) : undefined;
  return only !== undefined && isText(only) ? only : undefined;
}

export function derivedTable(plan: BoundPlan, { index }: DerivedKey): string {
  return tableOf(plan, `derived_${index}`);
}

/** A derived key over `t<i>.v` for texts and columns of `relation` for other inputs. */
export function derivedSql(plan: BoundPlan, { expression }: DerivedKey, relation: string): string {
  const dialect = dialectOf((leaf) => {
    const input = baseKey(plan, (leaf as { readonly index: number }).index);
    return isText(input) ? `t${input.index}.v` : `${relation}.k${input.index}`;
  });
  return keySql(compileExpression(expression, dialect), expression.type);
}

/** Joins the texts of a key of `relation` as `t<i>`. */
export function joinText(plan: BoundPlan, key: BaseKey, relation: string): string {
  return `join ${textTable(plan, key)} as t${key.index} on ${relation}.k${key.index} = t${key.index}.rowid`;
}
