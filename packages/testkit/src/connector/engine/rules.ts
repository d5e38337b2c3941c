import type { Rule } from "../../check.ts";
import type { Subject } from "../subject.ts";
import { columnRules } from "./column-rules.ts";
import { drillRules } from "./drill-rules.ts";
import { exemplarRules } from "./exemplar-rules.ts";
import { groupRules } from "./group-rules.ts";
import { lifetimeRules } from "./lifetime-rules.ts";

const rules: readonly Rule<Subject>[] = [
  ...columnRules,
  ...groupRules,
  ...lifetimeRules,
  ...exemplarRules,
  ...drillRules,
];

/** Requirements on a connector that returns an engine. */
export const engineRules: readonly Rule<Subject>[] = rules.map((rule) => ({
  concerns: ({ settings }) => settings.gives === "engine",
  ...rule,
}));
