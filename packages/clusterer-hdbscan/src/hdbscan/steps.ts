/**
 * Work in steps of a few milliseconds at most: yields the fraction done, 0 … 1, and returns the result at the end. One
 * algorithm then serves both the plain call and the one that lets the event loop turn.
 */
export type Steps<Result> = Generator<number, Result, void>;

/** What a caller may pass to watch or stop long work. */
export interface RunControl {
  /** Stops the work: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called about every 30 ms with the fraction done, 0 … 1, never falling. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Milliseconds between two reports, and between two turns of the event loop. */
const INTERVAL = 30;

/** Runs all steps at once. A signal can only stop it when `onProgress` aborts, or when it is aborted beforehand. */
export function runSteps<Result>(steps: Steps<Result>, control: RunControl = {}): Result {
  const watch = new Watch(control);
  for (;;) {
    control.signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return watch.finish(step.value);
    if (watch.due) watch.report(step.value);
  }
}

/** Runs all steps and lets the event loop turn about every 30 ms, so that timers fire and a signal can stop it. */
export async function runStepsAsync<Result>(steps: Steps<Result>, control: RunControl = {}): Promise<Result> {
  const watch = new Watch(control);
  for (;;) {
    control.signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return watch.finish(step.value);
    if (watch.due) {
      watch.report(step.value);
      await nextTurn();
      watch.restart();
    }
  }
}

/** Yields the steps of a part of the work as its share of the whole. */
export function* share<Result>(steps: Steps<Result>, from: number, to: number): Steps<Result> {
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
  #since: number = performance.now();
  #reached: number = 0;

  constructor(control: RunControl) {
    this.#control = control;
  }

  get due(): boolean {
    return performance.now() - this.#since >= INTERVAL;
  }

  restart(): void {
    this.#since = performance.now();
  }

  report(fraction: number): void {
    this.restart();
    this.#reached = Math.min(1, Math.max(this.#reached, fraction));
    this.#control.onProgress?.(this.#reached);
  }

  finish<Result>(result: Result): Result {
    this.#control.signal?.throwIfAborted();
    this.#control.onProgress?.(1);
    return result;
  }
}
