import { isWinnowError, runAborted } from "@winnow/core";
import { throttled, tokenRefused, unusableAnswer } from "../../errors.ts";
import { saidIn, type GrafanaClient, type Reply } from "../../service/client.ts";
import { isNotPermitted } from "../../service/data-sources.ts";
import { member, textOf } from "../../service/json.ts";
import { annotationRefused, mayNotWrite } from "../errors.ts";
import type { WantedAnnotation } from "./annotation.ts";
import type { GrafanaAnnotationsOptions } from "./options.ts";

/** An annotation that Grafana has. */
export interface StoredAnnotation {
  readonly id: number;
  readonly time: number;
  readonly timeEnd: number;
  readonly text: string;
  readonly tags: readonly string[];
  /** The dashboard that it belongs to; empty where it is the organisation's. */
  readonly dashboardUid: string;
  /** Panel of the dashboard; 0 for all of it. */
  readonly panelId: number;
}

/** How many are asked for at first. Grafana gives 100 when it is not told, and whatever it is told. */
const FIRST_LIMIT = 1000;
/** What services that cap the number give at least. */
const LEAST_CAP = 100;

export interface Listed {
  readonly annotations: readonly StoredAnnotation[];
  /** Whether there may be more: a service may give fewer than it was asked for. */
  readonly isWhole: boolean;
}

/**
 * All annotations that have all of `tags`, the oldest first. Grafana knows no pages: more are asked for until fewer come.
 */
export async function listAnnotations(client: GrafanaClient, tags: readonly string[]): Promise<Listed> {
  for (let limit = FIRST_LIMIT; ; limit *= 2) {
    const annotations = await ask(client, tags, limit);
    if (annotations.length < limit) return { annotations, isWhole: annotations.length < LEAST_CAP };
  }
}

async function ask(
  client: GrafanaClient,
  tags: readonly string[],
  limit: number,
): Promise<readonly StoredAnnotation[]> {
  const what = "looking for annotations of earlier runs";
  const found = await permitted("read annotations", "annotations:read", () =>
    client.get("/api/annotations", { tags, limit, type: "annotation" }, { what }),
  );
  if (!Array.isArray(found)) throw unusableAnswer({ what, reason: "it is no list" });
  return found.map(storedOf).sort((a, b) => a.id - b.id);
}

function storedOf(found: unknown): StoredAnnotation {
  const [id, time, timeEnd] = ["id", "time", "timeEnd"].map((name) => Number(member(found, name)));
  const tags = member(found, "tags");
  return {
    id: id!,
    time: time!,
    timeEnd: timeEnd!,
    text: textOf(found, "text"),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    dashboardUid: textOf(found, "dashboardUID"),
    panelId: Number(member(found, "panelId") ?? 0),
  };
}

/** Changes annotations, each with the number of those done before it for messages. */
export class AnnotationWriter {
  readonly #client: GrafanaClient;
  readonly #options: GrafanaAnnotationsOptions;
  readonly #of: number;
  #made = 0;

  constructor(client: GrafanaClient, options: GrafanaAnnotationsOptions, of: number) {
    this.#client = client;
    this.#options = options;
    this.#of = of;
  }

  /** How many were made so far. */
  get made(): number {
    return this.#made;
  }

  /**
   * Makes one, exactly once: where nobody knows what became of an attempt, it is looked for, and tried again only when
   * it is not there.
   */
  async create(wanted: WantedAnnotation, done: number): Promise<void> {
    const { dashboardUid, panelId } = this.#options;
    const body = { ...bodyOf(wanted), dashboardUID: dashboardUid, panelId };
    this.#made++;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#send("POST", "/api/annotations", body, done);
        return;
      } catch (error) {
        if (!isWinnowError(error) || DECIDED.has(error.code)) throw error;
        const { annotations } = await listAnnotations(this.#client, [wanted.rowTag]);
        if (annotations.length > 0) return;
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Changes one; where somebody deleted it meanwhile, it is made again, and so is one of another dashboard. */
  async replace(present: StoredAnnotation, wanted: WantedAnnotation, done: number): Promise<void> {
    const { id } = present;
    if (!this.isInPlace(present)) {
      await this.remove(present, done);
      await this.create(wanted, done);
      return;
    }
    const isThere = await this.#send("PUT", `/api/annotations/${id}`, bodyOf(wanted), done);
    if (!isThere) await this.create(wanted, done);
  }

  /** Whether one belongs to the dashboard and panel of the options. Grafana moves none. */
  isInPlace(present: StoredAnnotation): boolean {
    const { dashboardUid = "", panelId = 0 } = this.#options;
    return present.dashboardUid === dashboardUid && present.panelId === panelId;
  }

  /** Deletes one, unless somebody did so meanwhile. */
  async remove({ id }: StoredAnnotation, done: number): Promise<void> {
    await this.#send("DELETE", `/api/annotations/${id}`, undefined, done);
  }

  /** Whether what is to be changed was there. */
  async #send(method: "POST" | "PUT" | "DELETE", path: string, body: unknown, done: number): Promise<boolean> {
    const what = "writing an annotation";
    const { status, body: answer }: Reply = await permitted("write annotations", "annotations:create and :write", () =>
      this.#client.send(method, path, body, { what }),
    );
    if (method !== "POST" && status === 404) return false;
    if (status >= 200 && status <= 299) return true;
    throw annotationRefused({ status, said: this.#client.quote(saidIn(answer)), done, of: this.#of });
  }
}

const ATTEMPTS = 3;

/** Failures after which it is known that nothing was written: stopped, refused, not permitted. */
const DECIDED: ReadonlySet<string> = new Set(
  [runAborted, annotationRefused, mayNotWrite, tokenRefused, throttled].map(({ spec }) => spec.code),
);

function bodyOf({ time, timeEnd, tags, text }: WantedAnnotation): Readonly<Record<string, unknown>> {
  return { time, timeEnd, tags, text };
}

/** Says what is not permitted in words of writing rather than of queries. */
export async function permitted<T>(what: string, right: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isNotPermitted(error) ? mayNotWrite({ what, right }, { cause: error }) : error;
  }
}
