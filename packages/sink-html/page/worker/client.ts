import { signal, type Signal } from "@preact/signals";
import type { Report } from "../state/report.ts";
import { baseRowsOf } from "./base-rows.ts";
import type { Failure } from "./failure.ts";
import type { Answer, AnswerSpace, ClustererDescription, FromWorker, Start, ToWorker } from "./messages.ts";
import { startKey, type Settings } from "./settings.ts";
// oxlint-disable-next-line import/default -- Vite makes a class of it.
import ClusterWorker from "./worker.ts?worker&inline";

/** An answer with its points, and when it was asked for. */
export interface LiveAnswer extends Answer {
  readonly space: AnswerSpace;
  /** `performance.now()` of the request. */
  readonly asked: number;
}

/** What is under way for longer gives way to a newer request, in ms. */
const PATIENCE_MS = 250;

/** Clusters the report's points again, off the main thread. Made when it is first needed; there is one per page. */
export class LiveClustering {
  /** Of the newest settings that were answered. */
  readonly answer: Signal<LiveAnswer | null> = signal(null);
  /** Why the newest settings have no answer. */
  readonly failure: Signal<Failure | null> = signal(null);
  /** Whether an answer is under way. */
  readonly busy: Signal<boolean> = signal(false);
  readonly clusterers: Signal<readonly ClustererDescription[]> = signal([]);
  /** Where to start tuning the newest settings; `null` where the points do not say, or not yet. */
  readonly start: Signal<Start | null> = signal(null);

  readonly #worker: Worker;
  #id = 0;
  #asked = 0;
  #settings: Settings | null = null;
  /** When what is under way was sent. */
  #inFlight: number | null = null;
  #waiting: { readonly settings: Settings; readonly asked: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #space: { readonly key: string; readonly points: AnswerSpace } | null = null;
  /** Of the settings that `start` was found for, and of those that it is looked for now. */
  #startKey = "";
  #startSought = "";

  constructor({ data }: Report) {
    this.#worker = new ClusterWorker();
    this.#worker.addEventListener("message", ({ data: message }: MessageEvent<FromWorker>) => this.#receive(message));
    this.#worker.addEventListener("error", ({ message }) => this.#fail(failureOfWorker(message)));
    this.#send({ kind: "open", analysis: data.analysis, base: baseRowsOf(data) });
  }

  /**
   * Asks for the rows of these settings. Of several requests the newest wins; one that is nearly answered may end first, so
   * that a reader who drags without a pause sees something.
   */
  ask(settings: Settings): void {
    const now = performance.now();
    this.busy.value = true;
    if (this.#inFlight !== null && now - this.#inFlight < PATIENCE_MS) {
      this.#waiting = { settings, asked: now };
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#sendWaiting(), PATIENCE_MS - (now - this.#inFlight));
      return;
    }
    this.#cluster(settings, now);
  }

  #cluster(settings: Settings, asked: number): void {
    clearTimeout(this.#timer);
    this.#waiting = null;
    this.#settings = settings;
    this.#asked = asked;
    this.#inFlight = performance.now();
    this.#send({ kind: "cluster", id: ++this.#id, settings, space: this.#space?.key ?? null });
  }

  #sendWaiting(): void {
    this.#inFlight = null;
    if (this.#waiting !== null) this.#cluster(this.#waiting.settings, this.#waiting.asked);
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message, []);
  }

  #receive(message: FromWorker): void {
    if (message.kind === "ready") {
      this.clusterers.value = message.clusterers;
      return;
    }
    // What was under way when a newer request was made may still arrive.
    if (message.id !== this.#id) return;
    if (message.kind === "answer") this.#show(message.answer);
    else if (message.kind === "start") {
      this.#startKey = this.#startSought;
      this.start.value = message.start;
    } else this.#fail(message.failure);
  }

  #show(answer: Answer): void {
    if (answer.space !== null) this.#space = { key: answer.spaceKey, points: answer.space };
    // What is left to do for it is the order of the rows, which a newer request need not wait for.
    this.#inFlight = null;
    this.failure.value = null;
    const before = this.answer.peek();
    // The second answer to a request has the clusters of the first: what is drawn of them need not be drawn again.
    const labels = before !== null && before.asked === this.#asked ? before.labels : answer.labels;
    this.answer.value = { ...answer, labels, space: this.#space!.points, asked: this.#asked };
    this.busy.value = !answer.settled || this.#waiting !== null;
    if (this.#waiting !== null) this.#sendWaiting();
    else if (answer.settled) this.#lookForStart(answer.settings);
  }

  #fail(failure: Failure): void {
    this.failure.value = failure;
    this.busy.value = this.#waiting !== null;
    this.#sendWaiting();
  }

  /** Once nothing else is to do, and only where what was found before does not hold any more. */
  #lookForStart(settings: Settings): void {
    const tuned = this.clusterers.value.find(({ name }) => name === settings.clusterer.name)?.tuned ?? null;
    const key = startKey(settings, tuned);
    if (tuned === null) this.start.value = null;
    if (tuned === null || key === this.#startKey) return;
    this.#startSought = key;
    this.#send({ kind: "start", id: this.#id, settings: this.#settings! });
  }
}

/** Of a worker that could not even be started, browsers say nothing. */
function failureOfWorker(message: string | undefined): Failure {
  const hint = "Reload the page; if that does not help, open it in another browser.";
  return { code: null, message: message ?? "This browser does not start the page's worker.", hint };
}

const known = new WeakMap<Report, LiveClustering>();

export function liveClustering(report: Report): LiveClustering {
  const made = known.get(report) ?? new LiveClustering(report);
  known.set(report, made);
  return made;
}
