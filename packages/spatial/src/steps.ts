import { throwIfAborted } from "@winnow/core";

/**
 * Long work that can be watched and stopped: each `next` runs for a few milliseconds and yields the share done, 0 to 1; the
 * result is returned at the end. One algorithm then serves both the plain call and the one that lets the event loop turn.
 */
export type Steps<T> = Generator<number, T, void>;

/** How a caller watches and stops long work. */
export interface RunControl {
  /** Once aborted, the work stops with WN1001. */
  readonly signal?: AbortSignal | undefined;
  /** Called about every 30 ms with the share done, 0 to 1, never falling, and with 1 at the end. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Between two reports, and between two turns of the event loop: an abort arrives well within 100 ms. */
const SLICE_MS = 30;

/**
 * Runs all steps at once. Only `onProgress`, or another thread, can abort the signal while this runs.
 * @throws `WN1001` once the signal is aborted
 */
export function runSteps<T>(steps: Steps<T>, control: RunControl = {}): T {
  const watch = new Watch(control);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return watch.finish(step.value);
    if (watch.due) watch.report(step.value);
  }
}

/**
 * Runs all steps, returning to the event loop between slices so that timers, input and aborts get their turn.
 * @throws `WN1001` once the signal is aborted
 */
export async function runStepsAsync<T>(steps: Steps<T>, control: RunControl = {}): Promise<T> {
  const watch = new Watch(control);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return watch.finish(step.value);
    if (!watch.due) continue;
    watch.report(step.value);
    await nextTurn();
    watch.restart();
  }
}

/** The steps of a part of the work, as its share `from` to `to` of the whole. */
export function* stepsWithin<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield from + (to - from) * step.value;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

class Watch {
  readonly #control: RunControl;
  #sliceEnd: number;
  #reached = 0;

  constructor(control: RunControl) {
    throwIfAborted(control.signal);
    this.#control = control;
    this.#sliceEnd = performance.now() + SLICE_MS;
  }

  get due(): boolean {
    return performance.now() >= this.#sliceEnd;
  }

  /** Starts the next slice, unless the work was told to stop. */
  restart(): void {
    throwIfAborted(this.#control.signal);
    this.#sliceEnd = performance.now() + SLICE_MS;
  }

  report(done: number): void {
    this.#reached = Math.min(1, Math.max(this.#reached, done));
    this.#control.onProgress?.(this.#reached);
    this.restart();
  }

  finish<T>(result: T): T {
    throwIfAborted(this.#control.signal);
    this.#control.onProgress?.(1);
    return result;
  }
}
