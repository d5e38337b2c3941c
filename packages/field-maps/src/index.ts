import type { FieldMapPlugin } from "@winnow/core";
import { defenderLogon, defenderProcess } from "./defender.ts";
import { ecsLogon, ecsProcess } from "./ecs.ts";
import { sentinelLogon, sentinelProcess } from "./sentinel.ts";
import { sysmonProcess } from "./sysmon.ts";

/** The field maps of this package: one per log schema and kind of event. */
export const plugins: readonly FieldMapPlugin[] = [
  sentinelProcess,
  sentinelLogon,
  sysmonProcess,
  defenderProcess,
  defenderLogon,
  ecsProcess,
  ecsLogon,
];

export { defenderLogon, defenderProcess, ecsLogon, ecsProcess, sentinelLogon, sentinelProcess, sysmonProcess };
