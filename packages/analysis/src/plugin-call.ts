import { runAborted, type RunContext } from "@winnow/core";
import { asPluginFailure, pluginFailed } from "./errors.ts";

/** A plugin that says nothing for this long is reported, not stopped: it may be waiting for a slow service. */
const SILENCE_MS = 120_000;
/** What a plugin has to clean up in once the run is told to stop; after that it is left behind. */
const GRACE_MS = 2_000;

/** Which plugin is called, for messages: `clusterer "dbscan"`, and what the run is doing. */
export interface PluginCall {
  readonly plugin: string;
  readonly stage: string;
}

/** What a call needs of the run around it. */
export type CallContext = Pick<RunContext, "signal" | "warn" | "progress">;

/**
 * Calls a plugin, which is not trusted to answer: what it throws is reported by its name, a long silence is a warning, and
 * when the run is told to stop it stops, whether the plugin does or not.
 * @param work is given the context in which progress counts as a sign of life
 * @throws `WN1304` what the plugin throws that is none of Winnow's errors, `WN1001` when the run was told to stop
 */
export async function callPlugin<T, C extends CallContext>(
  call: PluginCall,
  context: C,
  work: (context: C) => T | Promise<T>,
): Promise<T> {
  const watch = new Watch(call, context);
  const watched = { ...context, progress: watch.progress };
  try {
    return await watch.orStop(async () => work(watched));
  } catch (cause) {
    throw asPluginFailure(cause, call.plugin, call.stage);
  } finally {
    watch.end();
  }
}

/**
 * The same for what a plugin gives piece by piece.
 * @param pieces asks the plugin for them
 */
export async function* watchPlugin<T>(
  call: PluginCall,
  context: CallContext,
  pieces: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  const { iterator } = await callPlugin(call, context, () => ({ iterator: iteratorOf(pieces(), call) }));
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await callPlugin(call, context, async () => {
        const step: unknown = await iterator.next();
        if (typeof step === "object" && step !== null) return step as IteratorResult<T>;
        throw pluginFailed({ ...call, problem: "it gave no result of an iterator" });
      });
      if (done === true) {
        finished = true;
        return;
      }
      yield value;
    }
  } finally {
    // A plugin that hangs would hang here as well.
    if (!finished) void (async () => iterator.return?.())().catch(() => {});
  }
}

function iteratorOf<T>(pieces: AsyncIterable<T>, call: PluginCall): AsyncIterator<T> {
  if (typeof pieces?.[Symbol.asyncIterator] === "function") return pieces[Symbol.asyncIterator]();
  throw pluginFailed({ ...call, problem: "it gave nothing to iterate over" });
}

class Watch {
  readonly #call: PluginCall;
  readonly #context: CallContext;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(call: PluginCall, context: CallContext) {
    this.#call = call;
    this.#context = context;
    this.#listen();
  }

  readonly progress: RunContext["progress"] = (progress) => {
    this.#listen();
    this.#context.progress(progress);
  };

  /** Waits for the work, and not much longer than the run wants to go on. */
  orStop<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#context;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        const grace = setTimeout(() => reject(runAborted({})), GRACE_MS);
        void settled.finally(() => clearTimeout(grace));
      };
      const settled = work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", leave));
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    });
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #listen(): void {
    clearTimeout(this.#timer);
    // What was opened in a call may report progress long after it.
    if (this.#ended) return;
    this.#timer = setTimeout(() => this.#complain(), SILENCE_MS);
    // A page's timers are numbers, and hold nothing open.
    if (typeof this.#timer === "object") this.#timer.unref();
  }

  #complain(): void {
    const { plugin, stage } = this.#call;
    this.#context.warn(
      `${plugin} has said nothing for ${SILENCE_MS / 1000} s while the run is at "${stage}". It may be waiting; Ctrl-C stops the run.`,
    );
  }
}
