import type { FrameMeta } from "./frames.ts";
import type { LokiLimits } from "./loki/limits.ts";
import type { LokiEntry } from "./loki/entry.ts";

/** What every fake data source says of itself. */
export interface NamedDataSource {
  readonly uid: string;
  readonly name: string;
  /** Every query of this data source fails like this. */
  readonly failing?: { readonly status: number; readonly error: string; readonly errorSource?: string };
  /** Shown on every frame: a warning means that the answer may be partial. */
  readonly notices?: FrameMeta["notices"];
}

/** A Loki with these lines. */
export interface FakeLoki extends NamedDataSource {
  readonly type: "loki";
  readonly entries: readonly LokiEntry[];
  /** Lines of a chunk; all lines of a stream are in one unless told. */
  readonly chunkLines?: number;
  /** Which of Grafana's two ways to write log lines: `legacy` unless told. */
  readonly frameFormat?: "legacy" | "dataplane";
  readonly limits?: Partial<LokiLimits>;
}

/** An Elasticsearch index with these documents. */
export interface FakeElasticsearch extends NamedDataSource {
  readonly type: "elasticsearch";
  /** Flat documents; the time field holds ISO 8601 of milliseconds. */
  readonly documents: readonly Readonly<Record<string, string | number | boolean | null>>[];
  /** `@timestamp` unless told. */
  readonly timeField?: string;
  /** Shards that the documents are dealt to in turn; 1 unless told. */
  readonly shards?: number;
}

/** A column of a table: `frame` as in a data frame. */
export interface FakeSqlColumn {
  readonly name: string;
  readonly frame: string;
}

/** A table of a SQL data source, or of what is asked like one. */
export interface FakeSqlTable extends NamedDataSource {
  readonly type:
    | "grafana-clickhouse-datasource"
    | "grafana-azure-monitor-datasource"
    | "grafana-postgresql-datasource"
    | "mssql"
    | "mysql";
  readonly columns: readonly FakeSqlColumn[];
  /** Row by row; instants are ns since 1970. */
  readonly rows: readonly (readonly unknown[])[];
  /** More rows are cut off, with a notice; a million unless told. */
  readonly rowLimit?: number;
}

/** A data source that only gives frames made elsewhere: of any type, for decoders. */
export interface FakeFrames extends NamedDataSource {
  readonly type: string & {};
  readonly frames: readonly unknown[];
}

export type FakeDataSource = FakeLoki | FakeElasticsearch | FakeSqlTable | FakeFrames;

/** As `GET /api/datasources` lists it. */
export function listed({ uid, name, type }: FakeDataSource, id: number): Readonly<Record<string, unknown>> {
  return {
    id,
    uid,
    orgId: 1,
    name,
    type,
    typeName: type,
    access: "proxy",
    url: "http://data.example.com",
    user: "",
    database: "",
    basicAuth: false,
    isDefault: id === 1,
    jsonData: {},
    readOnly: false,
  };
}
