import { forbidden, mayAnnotate, type FakeToken } from "./access.ts";
import { bodyOf, json, type Answer, type FakeRequest } from "./answer.ts";

/** An annotation as Grafana keeps it. Times are ms since 1970. */
export interface Annotation {
  readonly id: number;
  readonly time: number;
  readonly timeEnd: number;
  readonly text: string;
  readonly tags: readonly string[];
  readonly dashboardUID: string | null;
  readonly panelId: number;
}

const DEFAULT_LIMIT = 100;
/** `[annotations] tags_length` */
const MOST_TAG_BYTES = 500;

/** The annotations of one organisation, behind their API. */
export class AnnotationStore {
  readonly #annotations = new Map<number, Annotation>();
  #nextId = 1;

  readonly #cap: number;
  readonly #hasDashboard: (uid: string) => boolean;

  constructor(
    hasDashboard: (uid: string) => boolean,
    annotations: readonly Omit<Annotation, "id">[] = [],
    cap: number = Infinity,
  ) {
    this.#hasDashboard = hasDashboard;
    this.#cap = cap;
    for (const annotation of annotations) this.#add(annotation);
  }

  /** By id, which is by when they were made. */
  all(): readonly Annotation[] {
    return [...this.#annotations.values()];
  }

  answer(caller: FakeToken, path: string, request: FakeRequest): Answer {
    const id = /^\/api\/annotations\/(\d+)$/.exec(path)?.[1];
    if (id === undefined) {
      if (path !== "/api/annotations") return json({ message: "Not found" }, 404);
      if (request.method === "GET") return json(this.#found(request.query));
      return request.method === "POST" ? this.#create(caller, request) : json({ message: "Method Not Allowed" }, 405);
    }
    const annotation = this.#annotations.get(Number(id));
    if (annotation === undefined) return json({ message: "Annotation not found" }, 404);
    if (request.method !== "GET" && !mayAnnotate(caller, typeOf(annotation))) return forbidden("annotations:write");
    switch (request.method) {
      case "GET":
        return json(annotation);
      case "DELETE":
        this.#annotations.delete(annotation.id);
        return json({ message: "Annotation deleted" });
      case "PUT":
        return this.#replace({ ...annotation, text: "", tags: [] }, request);
      case "PATCH":
        return this.#replace(annotation, request);
      default:
        return json({ message: "Method Not Allowed" }, 405);
    }
  }

  /** Latest end first, at most `limit` (100 unless told); all tags asked for must be there. */
  #found(query: URLSearchParams): readonly unknown[] {
    const [from, to] = [Number(query.get("from") ?? 0), Number(query.get("to") ?? 0)];
    const tags = query.getAll("tags").filter((tag) => tag !== "");
    const isMatchAny = query.get("matchAny") === "true";
    const dashboard = query.get("dashboardUID");
    return this.all()
      .filter(({ time, timeEnd }) => from <= 0 || to <= 0 || (time <= to && timeEnd >= from))
      .filter((annotation) => dashboard === null || annotation.dashboardUID === dashboard)
      .filter((annotation) => hasTags(annotation.tags, tags, isMatchAny))
      .sort((a, b) => b.timeEnd - a.timeEnd || b.time - a.time || a.id - b.id)
      .slice(0, Math.min(this.#cap, Number(query.get("limit") ?? 0) || DEFAULT_LIMIT))
      .map((annotation) => ({
        ...annotation,
        alertId: 0,
        newState: "",
        prevState: "",
        created: 1,
        updated: 1,
        data: {},
      }));
  }

  /** For a dashboard that is not there, it makes one of the organisation. */
  #create(caller: FakeToken, request: FakeRequest): Answer {
    const { text, time, timeEnd, tags, dashboardUID, panelId } = bodyOf(request);
    if (typeof text !== "string" || text === "") {
      return json({ message: "Failed to save annotation", error: "text field should not be empty" }, 400);
    }
    const start = Number(time ?? 0) || Date.now();
    const made = {
      text,
      tags: asTags(tags),
      time: start,
      timeEnd: Number(timeEnd ?? 0) || start,
      dashboardUID: typeof dashboardUID === "string" && this.#hasDashboard(dashboardUID) ? dashboardUID : null,
      panelId: Number(panelId ?? 0),
    };
    if (!mayAnnotate(caller, typeOf(made))) return forbidden("annotations:create");
    return refusal(made) ?? json({ message: "Annotation added", id: this.#add(made) });
  }

  #replace(annotation: Annotation, request: FakeRequest): Answer {
    const { text, time, timeEnd, tags } = bodyOf(request);
    const made = {
      ...annotation,
      text: typeof text === "string" ? text : annotation.text,
      tags: tags === undefined ? annotation.tags : asTags(tags),
      time: Number(time ?? 0) || annotation.time,
      timeEnd: Number(timeEnd ?? 0) || annotation.timeEnd,
    };
    const refused = refusal(made);
    if (refused !== undefined) return refused;
    this.#annotations.set(annotation.id, ordered(made));
    return json({ message: request.method === "PUT" ? "Annotation updated" : "Annotation patched" });
  }

  #add(annotation: Omit<Annotation, "id">): number {
    const id = this.#nextId++;
    this.#annotations.set(id, ordered({ ...annotation, id }));
    return id;
  }
}

function typeOf({ dashboardUID }: Pick<Annotation, "dashboardUID">): "organization" | "dashboard" {
  return dashboardUID === null ? "organization" : "dashboard";
}

function asTags(tags: unknown): readonly string[] {
  return Array.isArray(tags) ? [...new Set(tags.map((tag) => String(tag).trim()))].filter((tag) => tag !== "") : [];
}

function refusal({ tags }: { readonly tags: readonly string[] }): Answer | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(tags));
  if (bytes <= MOST_TAG_BYTES) return undefined;
  const message = `tags length (${bytes}) exceeds the maximum allowed (${MOST_TAG_BYTES}): modify the configuration to increase it`;
  return json({ message, messageId: "annotations.tag-limit-exceeded", statusCode: 400 }, 400);
}

function ordered(annotation: Annotation): Annotation {
  const { time, timeEnd } = annotation;
  return timeEnd < time ? { ...annotation, time: timeEnd, timeEnd: time } : annotation;
}

/**
 * As Grafana's database finds it: a tag `a:b` has key and value, a tag asked for without a value is any tag of that
 * key, and as many of an annotation's tags must be met as were asked for, not more.
 */
function hasTags(tags: readonly string[], wanted: readonly string[], isMatchAny: boolean): boolean {
  if (wanted.length === 0) return true;
  const asked = wanted.map(keyAndValue);
  const met = tags
    .map(keyAndValue)
    .filter(([key, value]) =>
      asked.some(([wantedKey, wantedValue]) => key === wantedKey && (wantedValue === "" || value === wantedValue)),
    ).length;
  return isMatchAny ? met > 0 : met === wanted.length;
}

function keyAndValue(tag: string): readonly [key: string, value: string] {
  const [, key, value] = /^([^:]+):(.+)$/s.exec(tag) ?? [];
  return key === undefined ? [tag.trim(), ""] : [key.trim(), value!.trim()];
}
