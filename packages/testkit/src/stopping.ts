import { isWinnowError, runAborted } from "@winnow/core";

/** Long enough for work to have begun, short enough for it not to be done. */
const ABORT_AFTER_MS = 25;
const PROMPT_MS = 100;
/** A busy machine can hold up some runs; not all. */
const ATTEMPTS = 5;

/** What is wrong with how a stopped run failed, if anything. */
export function stopFault(error: unknown): string | undefined {
  if (isWinnowError(error) && error.code === runAborted.spec.code) return undefined;
  return `it failed with ${String(error)} in place of ${runAborted.spec.code}`;
}

/**
 * What is wrong with how some work stops when it is told to, if anything.
 *
 * @param prepare gives the work, which takes far longer than 100 ms
 * @param on what the work is about, for the message: `on 5 points`
 */
export async function promptStopFault(
  prepare: () => Promise<(signal: AbortSignal) => Promise<unknown>>,
  on: string,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const { fault, beyondDoubt } = await stopOnce(await prepare(), on);
    if (fault === undefined || beyondDoubt || attempt === ATTEMPTS) return fault;
  }
}

interface Stop {
  readonly fault: string | undefined;
  /** No busy machine can be to blame. */
  readonly beyondDoubt: boolean;
}

async function stopOnce(work: (signal: AbortSignal) => Promise<unknown>, on: string): Promise<Stop> {
  const controller = new AbortController();
  const due = performance.now() + ABORT_AFTER_MS;
  const timer = setTimeout(() => {
    controller.abort();
  }, ABORT_AFTER_MS);
  const error = await settledWith(() => work(controller.signal));
  const late = performance.now() - due;
  clearTimeout(timer);
  // Measured from when the signal was due: a plugin that holds the thread holds up the signal as well.
  if (late > PROMPT_MS) {
    const fault = `it went on for ${Math.round(late)} ms after the signal, ${on}`;
    return { fault, beyondDoubt: !controller.signal.aborted };
  }
  return { fault: error && stopFault(error.thrown), beyondDoubt: false };
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
