import { throwIfAborted } from "@winnow/core";

/** Work goes on without a pause up to this long, so that an abort arrives well within 100 ms. */
const SLICE_MS = 30;

/** Between two pieces of work: lets the event loop turn when it is time to, and throws `WN1001` once told to stop. */
export type Pace = () => Promise<void>;

/** A pace that heeds a signal. */
export function paceOf(signal: AbortSignal): Pace {
  throwIfAborted(signal);
  let sliceEnd = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < sliceEnd) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    throwIfAborted(signal);
    sliceEnd = performance.now() + SLICE_MS;
  };
}
