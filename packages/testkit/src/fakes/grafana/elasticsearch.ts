import type { FakeElasticsearch } from "./data-sources.ts";
import { frameOf, type FrameField } from "./frames.ts";
import { QueryFailure, type MsRange, type Query } from "./query-shape.ts";

type Document = FakeElasticsearch["documents"][number];

const DEFAULT_LIMIT = 500;
/** `index.max_result_window` */
const MOST_RESULTS = 10_000;

interface Hit {
  readonly document: Document;
  readonly ms: number;
  readonly id: string;
  /** Place in its shard: `_doc`, by which ties are sorted. Documents of several shards have the same. */
  readonly place: number;
}

/** A query for documents, or for their number. */
export function searchDocuments(source: FakeElasticsearch, query: Query, range: MsRange): unknown {
  const metric = (query["metrics"] as readonly Readonly<Record<string, unknown>>[] | undefined)?.[0];
  return metric?.["type"] === "count" ? countDocuments(source, query, range) : findDocuments(source, query, range);
}

function hitsOf(
  { documents, shards = 1, timeField = "@timestamp" }: FakeElasticsearch,
  query: Query,
  range: MsRange,
): readonly Hit[] {
  const keeps = luceneFilter(String(query["query"] ?? ""));
  return documents
    .map((document, i): Hit => {
      const ms = Date.parse(String(document[timeField]));
      return { document, ms, id: `doc-${i}`, place: Math.floor(i / shards) };
    })
    .filter(({ ms, document }) => ms >= range.from && ms <= range.to && keeps(document));
}

/** A count with a histogram over days. */
function countDocuments(source: FakeElasticsearch, query: Query, range: MsRange): unknown {
  const buckets = query["bucketAggs"] as readonly Readonly<Record<string, unknown>>[] | undefined;
  if (buckets?.[0]?.["type"] !== "date_histogram") {
    throw new QueryFailure("invalid query, missing metrics and aggregations", 400);
  }
  const DAY = 86_400_000;
  const days = new Map<number, number>();
  for (const { ms } of hitsOf(source, query, range)) {
    const day = Math.floor(ms / DAY) * DAY;
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return frameOf(query.refId, { type: "timeseries-multi" }, [
    { name: "Time", frame: "time.Time", values: [...days.keys()].map((day) => BigInt(day) * 1_000_000n) },
    { name: "Value", frame: "float64", values: [...days.values()] },
  ]);
}

/** A logs query: both ends of the range are in it, 500 documents unless more are asked for, newest first unless told. */
function findDocuments(source: FakeElasticsearch, query: Query, range: MsRange): unknown {
  const timeField = source.timeField ?? "@timestamp";
  const settings = logsSettings(query);
  const limit = Number(settings["limit"] ?? DEFAULT_LIMIT);
  if (limit > MOST_RESULTS) {
    throw new QueryFailure(
      `Result window is too large, from + size must be less than or equal to: [${MOST_RESULTS}] but was [${limit}]`,
      400,
    );
  }
  const descending = settings["sortDirection"] !== "asc";
  const hits = hitsOf(source, query, range).toSorted(
    (a, b) => (a.ms - b.ms || a.place - b.place) * (descending ? -1 : 1),
  );
  const after = settings["searchAfter"] as readonly number[] | undefined;
  const rest = after === undefined ? hits : hits.filter((hit) => isAfter(hit, after, descending));
  return frameOf(
    query.refId,
    { custom: { searchWords: [], limit }, ...(source.notices && { notices: source.notices }) },
    fieldsOf(rest.slice(0, limit), timeField),
  );
}

function logsSettings({ metrics }: Query): Readonly<Record<string, unknown>> {
  const metric = (metrics as readonly Readonly<Record<string, unknown>>[] | undefined)?.[0];
  if (metric?.["type"] !== "logs") throw new QueryFailure("invalid query, missing metrics and aggregations", 400);
  return (metric["settings"] ?? {}) as Readonly<Record<string, unknown>>;
}

function isAfter({ ms, place }: Hit, [lastMs, lastPlace]: readonly number[], descending: boolean): boolean {
  const difference = ms - lastMs! || (lastPlace === undefined ? 0 : place - lastPlace);
  return descending ? difference < 0 : difference > 0;
}

/** Terms `field:value` or `field:"value"`, joined by AND; `*` and nothing are everything. */
function luceneFilter(query: string): (document: Document) => boolean {
  const terms = query
    .split(/\s+AND\s+/)
    .map((term) => term.trim())
    .filter((term) => term !== "" && term !== "*");
  const wanted = terms.map((term) => {
    const found = /^([\w@.]+):(?:"([^"]*)"|(\S+))$/.exec(term);
    if (found === null) throw new QueryFailure(`Failed to parse query [${query}]`, 400);
    return [found[1]!, found[2] ?? found[3]!] as const;
  });
  return (document) => wanted.every(([field, value]) => String(document[field] ?? "") === value);
}

function fieldsOf(hits: readonly Hit[], timeField: string): readonly FrameField[] {
  const names = [...new Set(hits.flatMap(({ document }) => Object.keys(document)))].filter(
    (name) => name !== timeField,
  );
  return [
    { name: timeField, frame: "time.Time", values: hits.map(({ ms }) => BigInt(ms) * 1_000_000n) },
    { name: "_id", frame: "string", values: hits.map(({ id }) => id) },
    { name: "_index", frame: "string", values: hits.map(() => "logs") },
    { name: "_source", frame: "json.RawMessage", values: hits.map(({ document }) => document) },
    { name: "sort", frame: "json.RawMessage", values: hits.map(({ ms, place }) => [ms, place]) },
    ...names.sort().map((name): FrameField => documentField(name, hits)),
  ];
}

function documentField(name: string, hits: readonly Hit[]): FrameField {
  const values = hits.map(({ document }) => document[name] ?? null);
  const type = typeof values.find((value) => value !== null);
  if (type === "number") return { name, frame: "float64", values };
  return { name, frame: type === "boolean" ? "bool" : "string", values };
}
