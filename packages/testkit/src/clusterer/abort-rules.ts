import { isWinnowError, runAborted } from "@winnow/core";
import type { Rule } from "../check.ts";
import { cube, groups } from "./samples.ts";
import { contextWith, pluginOptions, run } from "./subject.ts";
import type { Subject } from "./subject.ts";

const LARGE_ROWS = 200_000;
/** Long enough for work to have begun, short enough for it not to be done. */
const ABORT_AFTER_MS = 25;
const PROMPT_MS = 100;
/** A busy machine can hold up some runs; not all. */
const ATTEMPTS = 5;

/** What is asked of a run that is told to stop. */
export const abortRules: readonly Rule<Subject>[] = [
  {
    id: "abort-before",
    must: "A run whose signal was aborted beforehand MUST fail with WN1001, on any input.",
    faultOf: async (subject) => {
      const signal = AbortSignal.abort();
      return run(subject, groups(), subject.settings.options, signal).then(
        () => "it gave a result although its signal was aborted",
        (error: unknown) => errorFault(error),
      );
    },
  },
  {
    id: "abort-prompt",
    must: "A run whose signal is aborted MUST fail with WN1001 within 100 ms, however large the input.",
    faultOf: async (subject) => {
      for (let attempt = 1; ; attempt++) {
        const { fault, beyondDoubt } = await stopOnce(subject);
        if (fault === undefined || beyondDoubt || attempt === ATTEMPTS) return fault;
      }
    },
  },
];

interface Stop {
  readonly fault: string | undefined;
  /** No busy machine can be to blame. */
  readonly beyondDoubt: boolean;
}

async function stopOnce({ plugin, settings }: Subject): Promise<Stop> {
  const rows = Math.min(settings.largeRows ?? LARGE_ROWS, plugin.traits.maxPoints ?? Infinity);
  const points = cube(rows);
  const options = await pluginOptions(plugin, settings.options);
  const controller = new AbortController();
  const due = performance.now() + ABORT_AFTER_MS;
  const timer = setTimeout(() => {
    controller.abort();
  }, ABORT_AFTER_MS);
  const error = await settledWith(async () => plugin.cluster(points, options, contextWith(controller.signal)));
  const late = performance.now() - due;
  clearTimeout(timer);
  // Measured from when the signal was due: a plugin that holds the thread holds up the signal as well.
  if (late > PROMPT_MS) {
    const fault = `it went on for ${Math.round(late)} ms after the signal, on ${rows} points`;
    return { fault, beyondDoubt: !controller.signal.aborted };
  }
  return { fault: error && errorFault(error.thrown), beyondDoubt: false };
}

/** What a run threw, or `undefined` when it was done before it was stopped. */
async function settledWith(work: () => Promise<unknown>): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { thrown: error };
  }
}

function errorFault(error: unknown): string | undefined {
  if (isWinnowError(error) && error.code === runAborted.spec.code) return undefined;
  return `it failed with ${String(error)} in place of ${runAborted.spec.code}`;
}
