import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GrafanaConnectorOptions } from "../../src/index.ts";
import { isoOfNanos } from "../../src/frames/time.ts";
import { answer, type LocalService, serve, TOKEN } from "../support/service.ts";
import { adminOf } from "./grafana-access.ts";
import { read } from "./reading.ts";

const address = process.env["WINNOW_POSTGRES_URL"];
const client = process.env["WINNOW_POSTGRES_CLIENT"];
const grafana = process.env["WINNOW_GRAFANA_URL"];
const TYPE = "grafana-postgresql-datasource";

/** The part of `pg` that is used. */
interface Postgres {
  connect(): Promise<void>;
  end(): Promise<void>;
  query(sql: string): Promise<{ readonly fields: readonly Field[]; readonly rows: readonly (string | null)[][] }>;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

function connectionTo(url: string): Postgres {
  const require = createRequire(join(client!, "package.json"));
  const { Client } = require("pg") as { Client: new (options: object) => Postgres & { query(query: unknown): never } };
  // Values as PostgreSQL writes them: JavaScript's dates have no microseconds.
  const types = { getTypeParser: () => (text: string) => text };
  const made = new Client({ connectionString: url, types });
  return {
    connect: () => made.connect(),
    end: () => made.end(),
    query: (text) => made.query({ text, rowMode: "array" }),
  };
}

const TIMES = new Set([1114, 1184]);
const START = 1_714_521_600_000_000_000n;

/** What Grafana's PostgreSQL data source answers to SQL. */
async function framesOf(postgres: Postgres, sql: string): Promise<unknown> {
  const { fields, rows } = await postgres.query(sql);
  const columns = fields.map(({ name, dataTypeID }, c) => {
    const texts = rows.map((row) => row[c] ?? null);
    if (!TIMES.has(dataTypeID)) return { name, type: "string", frame: "string", values: texts, nanos: null };
    const instants = texts.map((text) => (text === null ? null : instantOf(text)));
    return {
      name,
      type: "time",
      frame: "time.Time",
      values: instants.map((instant) => (instant === null ? null : Number(instant / 1_000_000n))),
      nanos: instants.map((instant) => (instant === null ? 0 : Number(instant % 1_000_000n))),
    };
  });
  const schema = { fields: columns.map(({ name, type, frame }) => ({ name, type, typeInfo: { frame } })) };
  return { schema, data: { values: columns.map(({ values }) => values), nanos: columns.map(({ nanos }) => nanos) } };
}

function instantOf(text: string): bigint {
  const [, date, time, fraction = ""] = /^(\S+) ([\d:]+)(?:\.(\d+))?/.exec(text)!;
  return BigInt(Date.parse(`${date}T${time}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

describe.runIf(address !== undefined)("rows of a real PostgreSQL", () => {
  let postgres: Postgres;
  let standIn: LocalService | undefined;
  let service: Pick<GrafanaConnectorOptions, "url" | "token" | "dataSource">;

  /** Through a real Grafana where there is one, else through what answers like its data source. */
  beforeAll(async () => {
    postgres = connectionTo(address!);
    await postgres.connect();
    await postgres.query("SET TIME ZONE 'UTC'");
    if (grafana !== undefined) {
      const admin = adminOf(grafana);
      const uid = `winnow-postgres-${Date.now()}`;
      const { host, username, password, pathname } = new URL(address!);
      await admin.ask("POST", "/api/datasources", {
        uid,
        name: uid,
        type: TYPE,
        access: "proxy",
        url: host,
        user: username,
        database: pathname.slice(1),
        jsonData: { database: pathname.slice(1), sslmode: "disable" },
        secureJsonData: { password },
      });
      service = { url: admin.url, token: await admin.token("Viewer"), dataSource: { uid, type: TYPE } };
      return;
    }
    standIn = await serve(async ({ body }, response) => {
      const { queries } = JSON.parse(body) as { queries: { rawSql: string }[] };
      answer(response, { results: { A: { status: 200, frames: [await framesOf(postgres, queries[0]!.rawSql)] } } });
    });
    service = { url: standIn.url, token: TOKEN, dataSource: { uid: "pg", type: TYPE } };
  });

  afterAll(async () => {
    await standIn?.close();
    await postgres.end();
  });

  it.each(["timestamptz", "timestamp"])("arrive each once by a column of type %s, whatever the limit", async (type) => {
    const instants = Array.from({ length: 500 }, (_, i) => START + BigInt((i * 7919) % 211) * 977_001_000n);
    const values = instants.map((instant, i) => `('${isoOfNanos(instant).slice(0, 26)}', ${i}, 'it''s "row" \\ ${i}')`);
    await postgres.query(`DROP TABLE IF EXISTS events; CREATE TABLE events ("At" ${type}, id bigint, said text)`);
    await postgres.query(`INSERT INTO events VALUES ${values.join(", ")}`);
    const { rows, context } = await read({
      ...service,
      query: "SELECT * FROM events ;",
      timeColumn: "At",
      since: isoOfNanos(START),
      until: isoOfNanos(START + 3_600_000_000_000n),
      limit: 20,
    });
    expect(context.gaps).toEqual([]);
    expect(rows.map((row) => Number(row["id"])).sort((a, b) => a - b)).toEqual(instants.map((_, i) => i));
    for (const row of rows) {
      expect(row["At"]).toBe(isoOfNanos(instants[Number(row["id"])]!));
      expect(row["said"]).toBe(`it's "row" \\ ${row["id"]}`);
    }
  });
});
