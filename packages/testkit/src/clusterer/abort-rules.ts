import type { Rule } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import { promptStopFault, stopFault } from "../stopping.ts";
import { cube, groups } from "./samples.ts";
import { contextWith, run } from "./subject.ts";
import type { Subject } from "./subject.ts";

const LARGE_ROWS = 200_000;

/** What is asked of a run that is told to stop. */
export const abortRules: readonly Rule<Subject>[] = [
  {
    id: "abort-before",
    must: "A run whose signal was aborted beforehand MUST fail with WN1001, on any input.",
    faultOf: async (subject) => {
      const signal = AbortSignal.abort();
      return run(subject, groups(), subject.settings.options, signal).then(
        () => "it gave a result although its signal was aborted",
        (error: unknown) => stopFault(error),
      );
    },
  },
  {
    id: "abort-prompt",
    must: "A run whose signal is aborted MUST fail with WN1001 within 100 ms, however large the input.",
    faultOf: async ({ plugin, settings }) => {
      const rows = Math.min(settings.largeRows ?? LARGE_ROWS, plugin.traits.maxPoints ?? Infinity);
      const prepare = async (): Promise<(signal: AbortSignal) => Promise<unknown>> => {
        const points = cube(rows);
        const options = await pluginOptions(plugin, settings.options);
        return async (signal) => plugin.cluster(points, options, contextWith(signal));
      };
      return promptStopFault(prepare, `on ${rows} points`);
    },
  },
];
