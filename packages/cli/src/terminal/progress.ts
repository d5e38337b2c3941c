import type { Progress } from "@winnow/core";
import type { OutputStream } from "../io.ts";
import { count, short } from "./numbers.ts";
import { visible } from "./visible.ts";
import { fit } from "./width.ts";

/** Shows on standard error how far a run is. */
export interface ProgressReporter {
  readonly update: (progress: Progress) => void;
  /** Prints a line of its own, above the progress. */
  readonly warn: (message: string) => void;
  /** Takes the progress off the screen; `summary` stays in its place. */
  readonly end: (summary?: string) => void;
}

export interface ProgressOptions {
  readonly quiet: boolean;
  readonly width: number;
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

const REDRAW_AFTER = 100;
/** Stages that say nothing for long still show that time passes. */
const TICK = 250;
const NEW_LINE_AFTER = 5000;
const WORTH_A_LINE = 200;
const CLEAR_LINE = "\r\u001B[2K";

const STAGES: Readonly<Record<string, string>> = {
  open: "opening the source",
  plan: "planning",
  read: "reading",
  reduce: "reducing",
  cluster: "clustering",
  rank: "ranking",
  tune: "comparing settings",
  fetch: "fetching what is shown",
  write: "writing",
};

/** One line that updates itself on a terminal; elsewhere a line now and then; warnings in any case. */
export function reportProgress(stream: OutputStream, options: ProgressOptions): ProgressReporter {
  const warn = (message: string): void => void stream.write(`warning: ${visible(message)}\n`);
  if (options.quiet) return { update: () => {}, warn, end: () => {} };
  return stream.isTTY === true ? liveLine(stream, options, warn) : plainLines(stream, options, warn);
}

function liveLine(
  stream: OutputStream,
  { width, now }: ProgressOptions,
  warn: (text: string) => void,
): ProgressReporter {
  const clock = new StageClock(now);
  let drawn = -Infinity;
  const clear = (): void => {
    if (drawn > -Infinity) stream.write(CLEAR_LINE);
    drawn = -Infinity;
  };
  const draw = (): void => {
    if (!clock.running) return;
    drawn = now();
    stream.write(CLEAR_LINE + fit(clock.describe(), width - 1));
  };
  const timer = setInterval(draw, TICK).unref();
  return {
    update: (progress) => {
      if (clock.enter(progress) || now() - drawn >= REDRAW_AFTER) draw();
    },
    warn: (message) => {
      clear();
      warn(message);
    },
    end: (summary) => {
      clearInterval(timer);
      clear();
      say(stream, summary);
    },
  };
}

function plainLines(stream: OutputStream, { now }: ProgressOptions, warn: (text: string) => void): ProgressReporter {
  const clock = new StageClock(now);
  let printed = now();
  const print = (): void => {
    printed = now();
    stream.write(`${clock.describe()}\n`);
  };
  const printIfDue = (): void => {
    if (clock.running && now() - printed >= NEW_LINE_AFTER) print();
  };
  const finishStage = (): void => {
    if (clock.running && (clock.elapsed >= WORTH_A_LINE || clock.last.done > 0)) print();
  };
  const timer = setInterval(printIfDue, TICK).unref();
  return {
    update: (progress) => {
      if (!clock.isIn(progress.stage)) finishStage();
      clock.enter(progress);
      printIfDue();
    },
    warn,
    end: (summary) => {
      clearInterval(timer);
      finishStage();
      say(stream, summary);
    },
  };
}

function say(stream: OutputStream, summary: string | undefined): void {
  if (summary !== undefined) stream.write(`${visible(summary)}\n`);
}

/** Knows the current stage, how far it is and how long it has been at it. */
class StageClock {
  last: Progress = { stage: "", done: 0, unit: "" };
  readonly #now: () => number;
  #began = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get running(): boolean {
    return this.last.stage !== "";
  }

  get elapsed(): number {
    return this.#now() - this.#began;
  }

  isIn(stage: string): boolean {
    return this.last.stage === stage;
  }

  /** Takes note; says whether a new stage began. */
  enter(progress: Progress): boolean {
    const isNew = !this.isIn(progress.stage);
    if (isNew) this.#began = this.#now();
    this.last = progress;
    return isNew;
  }

  /** `reading: 1,234,567 events, 2.1 M/s, 3.2 s` */
  describe(): string {
    const seconds = this.elapsed / 1000;
    const parts = [amountOf(this.last), rateOf(this.last, seconds), `${seconds.toFixed(1)} s`];
    return `${STAGES[this.last.stage] ?? visible(this.last.stage)}: ${parts.filter((part) => part !== "").join(", ")}`;
  }
}

const PERCENT = "%";

/** `1,234 events`, `3 of 10 partitions`, `45 %`, with units as plugins give them: in the plural. */
function amountOf({ done, total, unit }: Progress): string {
  if (done === 0) return "";
  if (unit === PERCENT) return `${done} %`;
  const amount = total === undefined ? count(done) : `${count(done)} of ${count(total)}`;
  return `${amount} ${visible((total ?? done) === 1 ? unit.replace(/s$/, "") : unit)}`;
}

/** Nothing in the first second, when it would be noise. */
function rateOf({ done, unit }: Progress, seconds: number): string {
  return done > 0 && seconds >= 1 && unit !== PERCENT ? `${short(done / seconds)}/s` : "";
}
