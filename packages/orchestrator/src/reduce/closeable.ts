import type { Drill } from "@winnow/core";
import type { MergeableReduction } from "@winnow/reduction";
import { closedRun } from "../errors.ts";

/** What was reduced, until it is closed: every question afterwards fails with `WN1360`. */
export function closeable<T extends { readonly reduction: MergeableReduction }>(
  reduced: T,
  close: () => Promise<void>,
): T & { close(): Promise<void> } {
  let isClosed = false;
  const questions = new Questions(() => isClosed);
  return {
    ...reduced,
    reduction: guarded(reduced.reduction, questions),
    close: async () => {
      isClosed = true;
      await close();
    },
  };
}

function guarded(reduction: MergeableReduction, { ask, list }: Questions): MergeableReduction {
  const { rejects, drill } = reduction;
  return {
    ...reduction,
    groups: () => ask(() => reduction.groups()),
    exemplars: (events) => list(() => reduction.exemplars(events)),
    digests: (events) => ask(() => reduction.digests(events)),
    ledger: () => ask(() => reduction.ledger()),
    inputs: () => ask(() => reduction.inputs()),
    slices: () => ask(() => reduction.slices()),
    ...(rejects === undefined ? {} : { rejects: () => list(() => reduction.rejects!()) }),
    ...(drill === undefined ? {} : { drill: guardedDrill(drill, { ask, list }) }),
  };
}

function guardedDrill(drill: Drill, { ask, list }: Pick<Questions, "ask" | "list">): Drill {
  return {
    events: (query) => list(() => drill.events(query)),
    histogram: (query, buckets) => ask(() => drill.histogram(query, buckets)),
    ...(drill.memberships === undefined ? {} : { memberships: () => list(() => drill.memberships!()) }),
    ...(drill.activity === undefined ? {} : { activity: (steps: number) => ask(() => drill.activity!(steps)) }),
  };
}

/** Asks while the source is open; what fails because it was closed meanwhile fails in the same way. */
class Questions {
  readonly #isClosed: () => boolean;

  constructor(isClosed: () => boolean) {
    this.#isClosed = isClosed;
  }

  readonly ask = async <T>(question: () => Promise<T>): Promise<T> => {
    this.#assertOpen();
    return question().catch((cause: unknown) => this.#explain(cause));
  };

  readonly list = async function* <T>(this: Questions, question: () => AsyncIterable<T>): AsyncGenerator<T> {
    this.#assertOpen();
    try {
      yield* question();
    } catch (cause) {
      this.#explain(cause);
    }
  }.bind(this) as <T>(question: () => AsyncIterable<T>) => AsyncGenerator<T>;

  #assertOpen(): void {
    if (this.#isClosed()) throw closedRun({});
  }

  #explain(cause: unknown): never {
    throw this.#isClosed() ? closedRun({}, { cause }) : cause;
  }
}
