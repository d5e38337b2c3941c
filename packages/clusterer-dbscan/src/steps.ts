import { throwIfAborted } from "@winnow/core";

/**
 * Work that can be interrupted: each `next` runs a few milliseconds and yields the share done, 0 to 1; the result is returned
 * at the end.
 */
export type Steps<T> = Generator<number, T, void>;

/** How a caller watches and stops long work. */
export interface RunControl {
  /** Checked between steps; once aborted, WinnowError WN1001 is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called between steps with the share done, 0 to 1, never falling. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Steps run without a pause up to this long, so that an abort arrives well within 100 ms. */
const SLICE_MS = 30;

/** Runs all steps at once. The signal can only be aborted by `onProgress`, or from another thread. */
export function runSteps<T>(steps: Steps<T>, control: RunControl = {}): T {
  throwIfAborted(control.signal);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    control.onProgress?.(step.value);
    throwIfAborted(control.signal);
  }
}

/** Runs the steps in slices, returning to the event loop between them so that timers, input and aborts get their turn. */
export async function runStepsAsync<T>(steps: Steps<T>, control: RunControl = {}): Promise<T> {
  throwIfAborted(control.signal);
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnd) continue;
    control.onProgress?.(step.value);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    throwIfAborted(control.signal);
    sliceEnd = performance.now() + SLICE_MS;
  }
}

/** Passes steps on with their shares mapped to the range `from` to `to`. */
export function* within<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield from + (to - from) * step.value;
  }
}
