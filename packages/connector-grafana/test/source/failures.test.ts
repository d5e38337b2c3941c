import { isWinnowError } from "@winnow/core";
import type { FakeDataSource, FakeGrafanaOptions, Failure } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { type SomeOptions, withGrafana } from "../support/grafana.ts";
import { testContext } from "../support/service.ts";

const LOGS: FakeDataSource = { uid: "logs", name: "Logs", type: "loki", entries: [] };
const ES: FakeDataSource = { uid: "es", name: "Elastic", type: "elasticsearch", documents: [] };
const BY_UID: SomeOptions = { dataSource: { uid: "logs", type: "loki" }, query: '{job="a"}', retries: 1 };

/** How a pull ends: its failure, in which no secret may be. */
async function outcome(fake: FakeGrafanaOptions, some: SomeOptions): Promise<string> {
  let ended = "";
  await withGrafana({ dataSources: [LOGS, ES], ...fake }, async ({ pull, grafana }) => {
    const context = testContext();
    try {
      await pull(some, context);
      ended = context.gaps.length === 0 ? "whole" : "gaps";
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      ended = `${error.code} ${error.message}`;
      expect(`${error.stack} ${error.hint} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
        grafana.token,
      );
    }
    expect(JSON.stringify([context.warnings, context.gaps])).not.toContain(grafana.token);
  });
  return ended.replace(/localhost:\d+/, "localhost");
}

const always = (failure: Failure): FakeGrafanaOptions => ({ faults: [{ on: () => true, failure }] });

describe("a pull ends with a failure that says why", () => {
  it.each<[string, FakeGrafanaOptions, SomeOptions, string]>([
    [
      "a wrong token",
      {},
      { ...BY_UID, token: "x" },
      "WN1534 Grafana: the token was refused (401): Invalid API key (while asking data source logs)",
    ],
    [
      "an expired token",
      { tokens: [{ token: "old-token", role: "Admin", expired: true }] },
      BY_UID,
      "WN1534 Grafana: the token was refused (401): Expired API key (while asking data source logs)",
    ],
    [
      "another organisation",
      {},
      { ...BY_UID, orgId: 9 },
      'WN1588 Grafana: orgId is 9, and the token belongs to organisation 1, "Main Org."',
    ],
    [
      "a data source that is gone",
      {},
      { ...BY_UID, dataSource: { uid: "gone", type: "loki" } },
      "WN1536 Grafana: nothing there (404): Data source not found (while asking data source gone)",
    ],
    [
      "a data source that is gone, asked through Grafana",
      {},
      { ...BY_UID, dataSource: { uid: "gone", type: "elasticsearch" }, query: "*" },
      "WN1536 Grafana: nothing there (404): Data source not found (while asking data source gone)",
    ],
    [
      "throttling",
      always({ kind: "status", status: 429 }),
      BY_UID,
      "WN1539 Grafana: too many requests (429): fault of the fake (while asking data source logs)",
    ],
    [
      "a bad gateway",
      always({ kind: "status", status: 502 }),
      BY_UID,
      "WN1540 Grafana: the service failed (502): fault of the fake (while asking data source logs)",
    ],
    [
      "results that are missing",
      always({ kind: "status", status: 200, body: "{}" }),
      { dataSource: { uid: "es", type: "elasticsearch" } },
      "WN1544 Grafana: the answer cannot be used: it holds no results (while asking data source es)",
    ],
    [
      "a 400 without results",
      always({ kind: "status", status: 400, body: '{"message":"bad request data"}' }),
      { dataSource: { uid: "es", type: "elasticsearch" } },
      "WN1546 Grafana: the request was refused (400): bad request data (while asking data source es)",
    ],
    [
      "a login page",
      always({ kind: "login-page" }),
      { dataSource: "Logs", query: "{}" },
      "WN1541 Grafana: the answer is not Grafana's: it is a web page (while listing the data sources)",
    ],
    [
      "a query that is refused",
      {},
      { dataSource: { uid: "es", type: "elasticsearch" }, query: "((" },
      "WN1545 Grafana: data source es refused the query: Failed to parse query [((]",
    ],
    [
      "a query that is refused, in a multi-status answer",
      { multiStatus: true },
      { dataSource: { uid: "es", type: "elasticsearch" }, query: "((" },
      "WN1545 Grafana: data source es refused the query: Failed to parse query [((]",
    ],
    [
      "options that do not go with the data source",
      {},
      { dataSource: "es", parse: "json" },
      "WN1548 Grafana: option parse is for Loki asked with query, and data source Elastic is of type elasticsearch",
    ],
    [
      "a regular expression that is none",
      {},
      { ...BY_UID, parse: { regexp: "(" } },
      "WN1548 Grafana: the regular expression in option parse is not valid, or names no group",
    ],
    [
      "no query",
      {},
      { dataSource: { uid: "logs", type: "loki" } },
      "WN1548 Grafana: option query is missing, which data source logs (loki) needs",
    ],
    [
      "a certificate that has expired",
      { expiredCertificate: true },
      BY_UID,
      "WN1532 Grafana: no trusted connection to localhost: its certificate has expired (while asking data source logs)",
    ],
  ])("%s", async (_, fake, some, text) => {
    expect(await outcome(fake, some)).toBe(text);
  });

  it("a certificate of an authority that is not trusted", async () => {
    await withGrafana({ dataSources: [LOGS] }, async ({ options, pull }) => {
      const { caFile: _, ...untrusting } = options(BY_UID);
      await expect(pull({ ...untrusting, caFile: undefined })).rejects.toMatchObject({ code: "WN1532" });
    });
  });

  it("a service that never answers", async () => {
    expect(await outcome(always({ kind: "hang" }), { ...BY_UID, timeoutSeconds: 0.05, retries: 0 })).toBe(
      "WN1533 Grafana: no whole answer within 0.05 s (while asking data source logs)",
    );
  });

  it("a service that lives below a path, asked without it", async () => {
    await withGrafana({ dataSources: [LOGS], basePath: "/grafana" }, async ({ grafana, pull }) => {
      const { rows } = await pull(BY_UID);
      expect(rows).toEqual([]);
      const url = grafana.url.replace("/grafana", "");
      await expect(pull({ ...BY_UID, url })).rejects.toMatchObject({ code: "WN1536" });
    });
  });

  it("being stopped", async () => {
    const stop = new AbortController();
    await withGrafana({ dataSources: [LOGS], ...always({ kind: "hang" }) }, async ({ pull }) => {
      setTimeout(() => stop.abort(), 50);
      await expect(pull(BY_UID, testContext(stop.signal))).rejects.toMatchObject({ code: "WN1001" });
    });
  });
});
