import type { FakeDataSource, FakeGrafanaOptions } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { grafanaConnector } from "../../src/index.ts";
import { START, type SomeOptions, withGrafana } from "../support/grafana.ts";
import { testContext } from "../support/service.ts";

const LOGS: FakeDataSource = {
  uid: "logs",
  name: "Logs",
  type: "loki",
  entries: [{ labels: { job: "a" }, time: START + 86_399_000_000_000n, line: "x" }],
};

async function probed(fake: FakeGrafanaOptions, some: SomeOptions): Promise<readonly string[]> {
  const found: string[] = [];
  await withGrafana(fake, async ({ options, grafana }) => {
    for await (const { subject, ok, detail } of grafanaConnector.probe!(options(some), testContext())) {
      found.push(`${subject} ${ok ? "ok" : "NOT OK"}: ${detail.replaceAll(/:\d{4,5}\b/g, ":PORT")}`);
      expect(detail).not.toContain(grafana.token);
    }
  });
  return found;
}

const REACHED = ["address ok: localhost:PORT will be asked", "Grafana ok: answers; version 13.0.0"];
const IN = [...REACHED, 'token ok: is accepted; organisation "Main Org."'];

describe("trying the connection", () => {
  it("says what was reached and found", async () => {
    expect(await probed({ dataSources: [LOGS] }, { dataSource: "Logs", query: '{job="a"}' })).toEqual([
      ...IN,
      "data source ok: Logs, type loki, uid logs",
      "query ok: is answered; 1 rows in the last minute of the range; columns timestamp, line, labels.job",
    ]);
  });

  it("says that the token is wrong", async () => {
    expect(await probed({ dataSources: [LOGS] }, { dataSource: "Logs", query: "{}", token: "wrong" })).toEqual([
      ...REACHED,
      "token NOT OK: WN1534 Grafana: the token was refused (401): Invalid API key (while asking for the organisation of the token)\n" +
        "Make a new token for the service account (Administration, Service accounts) and give it in the option token.",
    ]);
  });

  it("says that the data source is not there, or must not be looked up", async () => {
    expect((await probed({ dataSources: [LOGS] }, { dataSource: "No", query: "{}" })).at(-1)).toBe(
      'data source NOT OK: WN1537 Grafana: there is no data source "No"\n' +
        "The token sees: Logs (loki). If it is one of another organisation, set orgId.",
    );
    const viewer: FakeGrafanaOptions = { dataSources: [LOGS], tokens: [{ token: "viewer-token", role: "Viewer" }] };
    expect((await probed(viewer, { dataSource: "Logs", query: "{}" })).at(-1)).toContain("data source NOT OK: WN1535");
    expect((await probed(viewer, { dataSource: { uid: "logs", type: "loki" }, query: '{job="a"}' })).slice(-2)).toEqual(
      [
        "data source ok: logs, type loki, uid logs (not looked up: its type is given)",
        "query ok: is answered; 1 rows in the last minute of the range; columns timestamp, line, labels.job",
      ],
    );
  });

  it("says that the query cannot be read, or may not be asked", async () => {
    expect((await probed({ dataSources: [LOGS] }, { dataSource: "Logs", query: "{" })).at(-1)).toContain(
      "query NOT OK: WN1545 Grafana: data source Logs refused the query: parse error",
    );
    const none: FakeGrafanaOptions = { dataSources: [LOGS], tokens: [{ token: "no-token", role: "None" }] };
    expect((await probed(none, { dataSource: { uid: "logs", type: "loki" }, query: "{}" })).at(-1)).toContain(
      "query NOT OK: WN1535 Grafana: not permitted (403)",
    );
  });
});
