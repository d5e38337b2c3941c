import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isWinnowError } from "@winnow/core";
import type { FakeDataSource, Failure, Fault } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { grafanaConnector } from "../../src/index.ts";
import { START, withGrafana, type SomeOptions } from "../support/grafana.ts";
import { testContext, withService } from "../support/service.ts";

const logs: FakeDataSource = {
  uid: "logs",
  name: "Logs",
  type: "loki",
  entries: Array.from({ length: 40 }, (_, i) => ({ labels: { job: "a" }, time: START + BigInt(i), line: `line ${i}` })),
};
const question: SomeOptions = { dataSource: "Logs", query: '{job="a"}' };
const isPage = ({ path }: { readonly path: string }): boolean => path.endsWith("query_range");

async function saidOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing went wrong",
    (error: unknown) => (isWinnowError(error) ? error.format() : `uncoded: ${String(error)}`),
  );
}

describe("pages of Loki", () => {
  it("that end in the middle as if they were whole are asked for again", async () => {
    const fault: Fault = { on: isPage, times: 1, failure: { kind: "cut-cleanly" } };
    await withGrafana({ dataSources: [logs], faults: [fault] }, async ({ pull }) => {
      const { rows, context } = await pull(question);
      expect([rows.length, context.gaps]).toEqual([40, []]);
    });
  });

  it.each<[string, Failure, string]>([
    [
      "a login page",
      { kind: "login-page" },
      "WN1541 Grafana: the answer is not Grafana's: it is a web page (while asking data source Logs)\n" +
        "  Check the option url. If a login page or proxy stands before Grafana, use an address that takes the token directly.",
    ],
    [
      "half an answer",
      { kind: "cut-cleanly" },
      "WN1542 Grafana: the answer was cut short: its JSON does not end (while asking data source Logs)\n" +
        "  A proxy between may limit size or time of answers. Nothing of the partial answer was used.",
    ],
  ])("in whose place %s comes say so", async (_, failure, said) => {
    await withGrafana({ dataSources: [logs], faults: [{ on: isPage, failure }] }, async ({ pull }) => {
      expect(await saidOf(pull({ ...question, retries: 0 }))).toBe(said);
    });
  });
});

it("shows no half of a token where an answer is cut for a message", async () => {
  const token = "opaque.0123456789abcdefghijklmnopqrstuvwxyz.0123456789";
  const handler = (_: unknown, response: { end(text: string): void }): void => response.end(`no: Bearer ${token}`);
  await withService(
    handler,
    async (client) => expect(await saidOf(client.get("/api/org"))).toContain('"no: Bearer ***"'),
    {
      token,
    },
  );
});

it("says that an authority's certificate is damaged before anything is sent", async () => {
  await withGrafana({ dataSources: [logs] }, async ({ grafana, options }) => {
    const given = options(question);
    const caFile = join(given.caFile!, "..", "damaged.pem");
    writeFileSync(caFile, "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n");
    const said = await saidOf(Promise.resolve(grafanaConnector.connect({ ...given, caFile }, testContext())));
    expect(said).toBe(
      `WN1549 Grafana: caFile ${caFile}: a certificate in it is damaged\n` +
        "  It must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).",
    );
    expect(grafana.requests).toEqual([]);
  });
});
