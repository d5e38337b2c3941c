import type { EventBatch, RunContext } from "@winnow/core";
import { unfitOptions, unusableAnswer } from "../errors.ts";
import { FrameBatches } from "../frames/batch.ts";
import { type Frame, FrameFault, type Notice } from "../frames/frame.ts";
import type { GrafanaClient } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import { askQuery, cuttingNotice, type QueryAnswer } from "./ask.ts";
import { exhaust } from "./exhaust.ts";
import { allRows, rowsWithin, timesOf } from "./frame-rows.ts";
import type { QueryKind } from "./kinds.ts";
import type { Range } from "./range.ts";
import type { SliceAnswer } from "./slices.ts";

/** Asks a data source through `/api/ds/query` for slices of time, and makes events of the frames. */
export class FramePuller {
  readonly #client: GrafanaClient;
  readonly #dataSource: DataSource;
  readonly #kind: QueryKind;
  readonly #context: Pick<RunContext, "warn" | "gap">;
  readonly #batches = new FrameBatches();
  #untimed = 0;

  constructor(
    client: GrafanaClient,
    dataSource: DataSource,
    kind: QueryKind,
    context: Pick<RunContext, "warn" | "gap">,
  ) {
    this.#client = client;
    this.#dataSource = dataSource;
    this.#kind = kind;
    this.#context = context;
  }

  /**
   * @throws `WN1545` when the data source refuses the query, `WN1548` when an answer is cut and bears no time to split it by,
   *   and the client's errors
   */
  async ask(slice: Range): Promise<SliceAnswer<readonly Frame[]>> {
    const { model, bounds, limit } = this.#kind;
    const answer = await askQuery(this.#client, this.#dataSource, { model: model(slice), ...bounds(slice) });
    if (answer.kind === "refused") throw answer.error;
    if (answer.kind === "too heavy") return answer;
    const { frames, notices } = answer;
    const rows = frames.reduce((sum, frame) => sum + frame.rows, 0);
    const notice = cuttingNotice(notices);
    if (notice === undefined && rows < limit) {
      this.#tell(notices);
      return { kind: "whole", items: frames, rows };
    }
    const reason =
      notice === undefined ? `an answer holds ${limit} rows, which is the limit` : this.#client.quote(notice.text);
    this.#mustBeSplittable(frames, reason);
    const { paging, tick } = this.#kind;
    if (paging === undefined || slice.to - slice.from > tick) return { kind: "cut", reason };
    const ask = (query: Readonly<Record<string, unknown>>): Promise<QueryAnswer> =>
      askQuery(this.#client, this.#dataSource, { model: query, ...bounds(slice) });
    return exhaust(ask, paging, limit);
  }

  /** The events of a slice. */
  *events(frames: readonly Frame[], slice: Range): Generator<EventBatch> {
    for (const frame of frames) {
      const { columns, rows, untimed } = this.#guarded(() =>
        this.#kind.mayExceed ? rowsWithin(frame, slice, this.#kind.timeColumn) : allRows(frame),
      );
      this.#untimed += untimed;
      if (rows > 0) yield this.#batches.batch(columns, rows);
    }
  }

  /** To be called when everything has been pulled. */
  finish(): void {
    if (this.#untimed === 0) return;
    const rows = this.#untimed === 1 ? "1 row bears" : `${this.#untimed} rows bear`;
    this.#context.gap({
      source: this.#name(),
      reason: `${rows} no time, so that nobody can say whether they belong to the range`,
    });
  }

  #name(): string {
    return this.#client.quote(this.#dataSource.name);
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof FrameFault)) throw cause;
      throw unusableAnswer({ what: `asking data source ${this.#name()}`, reason: cause.message }, { cause });
    }
  }

  #tell(notices: readonly Notice[]): void {
    for (const { severity, text } of notices) {
      const doubt = severity === "warning" ? " The answer may be partial." : "";
      this.#context.warn(`Data source ${this.#name()} says: ${this.#client.quote(text)}.${doubt}`);
    }
  }

  #mustBeSplittable(frames: readonly Frame[], reason: string): void {
    const { mayExceed, timeColumn } = this.#kind;
    const isTimed = (frame: Frame): boolean => frame.rows === 0 || timesOf(frame, timeColumn) !== undefined;
    if (!mayExceed || this.#guarded(() => frames.every(isTimed))) return;
    throw unfitOptions({
      reason: `data source ${this.#name()} gave a part of the rows only (${reason}), and they bear no time to split them by`,
      hint: "Let the query give the time of each event, and name its column in the option timeColumn.",
    });
  }
}
