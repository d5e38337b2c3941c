import { bindFields, KeyCollector, runsIn } from "@winnow/expressions";
import type { Dialect, Expression } from "@winnow/core";
import { coverageOf } from "./coverage.ts";
import { selectsNothing } from "./field-detection.ts";
import { conditionNotInEngine, noFeatures } from "../errors.ts";
import type { Profile } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { listFeatures } from "./feature-catalogue.ts";
import { planFieldMap } from "./field-map.ts";
import { identityOf, type DefinedValue } from "./identity.ts";
import { shapePlan } from "./shape.ts";
import type { Plan, ShapedPlan, SourceDescription } from "./types.ts";
import { ValuePlanner } from "./values.ts";

/**
 * Binds the profile to a source: field map, features, kept fields, ranking, and the cut between engine and JavaScript.
 * @param keepsMissing whether optional values of which the source has nothing are kept, so that all sources have one identity
 * @throws `WN1310` no field map fits, `WN1312`/`WN1313` nothing to cluster by, `WN1315` unknown name, and what
 * binding throws for a field without a column
 */
export function makePlan(
  profile: Profile,
  registry: Registry,
  source: SourceDescription,
  warn: (message: string) => void,
  keepsMissing = false,
): Plan {
  const catalogue = listFeatures(profile, registry);
  const fieldMap = planFieldMap(profile, registry, source, catalogue.events);
  const bound = bindFields(
    fieldMap.map,
    source.columns.map((column) => column.name),
  );
  const collector = new KeyCollector();
  const planner = new ValuePlanner(bound, source.dialect, collector, keepsMissing);
  if (catalogue.picked.length === 0) throw noFeatures({ text: [] });
  const shape = shapePlan(profile, catalogue, planner, warn);
  const where = planCondition(bound.selects, profile.where, planner, source.dialect);
  if (selectsNothing(bound, source.sample)) {
    warn(
      `none of the first ${source.sample.rows} events is what the field map "${fieldMap.map.name}" reads; others are filtered out`,
    );
  }
  return {
    ...shape,
    fieldMap,
    bound,
    coverage: coverageOf(bound, source.sample),
    reduce: { time: bound.time, where, keys: collector.keys.map((expression, i) => ({ name: `key${i}`, expression })) },
    identity: identityOf(profile, shape),
    absent: absentOf(shape),
  };
}

function absentOf({ kept, rank }: ShapedPlan<DefinedValue>): readonly string[] {
  const absent = [...kept, ...rank.signals].filter(({ isMissing }) => isMissing === true);
  return [...new Set(absent.map(({ name }) => name))];
}

/** What the field map selects and what the profile asks for, both. @throws `WN1316` what the engine cannot answer */
function planCondition(
  selects: Expression | null,
  asked: Profile["where"],
  planner: ValuePlanner,
  dialect: Dialect,
): Expression | null {
  if (selects !== null && !runsIn(dialect, selects)) throw conditionNotInEngine({ engine: dialect.name });
  const where = asked === null ? null : planner.condition(asked);
  if (selects === null || where === null) return selects ?? where;
  return { op: "apply", operator: "all", args: [selects, where], type: "boolean" };
}
