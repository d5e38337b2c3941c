import { membersOf, selectRows, tuningStart } from "@winnow/analysis";
import type { ClustererPlugin } from "@winnow/core";
import { answerOf } from "./answer.ts";
import { failureOf } from "./failure.ts";
import type { BaseRows, ClustererDescription, FromWorker, Start, ToWorker } from "./messages.ts";
import { contextFor, recluster, requestFor } from "./recluster.ts";
import { Spaces } from "./spaces.ts";

export type Post = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/**
 * Answers the page's requests to cluster again. A newer request cancels an older one, which is never answered. A failure is
 * an answer, too.
 */
export class ClusterService {
  readonly #clusterers: readonly ClustererPlugin[];
  readonly #post: Post;
  #opened: { readonly spaces: Spaces; readonly base: BaseRows } | undefined;
  #newest = new AbortController();

  constructor(clusterers: readonly ClustererPlugin[], post: Post) {
    this.#clusterers = clusterers;
    this.#post = post;
  }

  /** Resolves when the message is answered or canceled. */
  async receive(message: ToWorker): Promise<void> {
    if (message.kind === "open") {
      this.#opened = { spaces: new Spaces(message.analysis), base: message.base };
      this.#post({ kind: "ready", clusterers: this.#clusterers.map(describe) }, []);
      return;
    }
    this.#newest.abort();
    this.#newest = new AbortController();
    const { signal } = this.#newest;
    try {
      await (message.kind === "cluster" ? this.#cluster(message, signal) : this.#start(message, signal));
    } catch (error) {
      if (!signal.aborted) this.#post({ kind: "failed", id: message.id, failure: failureOf(error) }, []);
    }
  }

  async #cluster({ id, settings, space }: ToWorker & { kind: "cluster" }, signal: AbortSignal): Promise<void> {
    const { spaces, base } = this.#opened!;
    let known = space;
    for await (const result of recluster(spaces, settings, this.#clusterers, { signal })) {
      if (signal.aborted) return;
      const { answer, transfer } = answerOf(result, settings, base, known);
      known = answer.spaceKey;
      this.#post({ kind: "answer", id, answer }, transfer);
    }
  }

  async #start({ id, settings }: ToWorker & { kind: "start" }, signal: AbortSignal): Promise<void> {
    const { points, scaled } = this.#opened!.spaces.of(settings);
    const request = requestFor(settings, this.#clusterers);
    const partitions = membersOf(points).map((members) => selectRows(scaled, members));
    const found = await tuningStart(
      partitions,
      request,
      contextFor(signal, () => {}),
    );
    if (signal.aborted) return;
    const values = found === undefined ? [] : request.plugin.tuning!.values(found.value);
    const start: Start | null = found === undefined ? null : { ...found, values };
    this.#post({ kind: "start", id, start }, []);
  }
}

function describe({ name, summary, options, tuning }: ClustererPlugin): ClustererDescription {
  const checked = options["~standard"].validate({});
  const defaults = checked instanceof Promise || checked.issues !== undefined ? {} : checked.value;
  return {
    name,
    summary,
    options: options["~standard"].jsonSchema.input({ target: "draft-07" }),
    defaults: defaults as Readonly<Record<string, unknown>>,
    tuned: tuning?.option ?? null,
  };
}
