import { expect, it } from "vitest";
import { grafanaDashboard } from "../../src/index.ts";
import { failureOf, resultOf, withFake } from "../sink/result.ts";

const ROWS = [{ user: "alice" }];
const OLD = { version: "11.6.0" };
const isSave = ({ path }: { readonly path: string }): boolean => path === "/api/dashboards/db";

it("writes over no dashboard of the same title before Grafana 12", async () => {
  const body = '{"message":"A dashboard with the same name in the folder already exists","status":"name-exists"}';
  const faults = [{ on: isSave, failure: { kind: "status", status: 412, body } as const }];
  await withFake({ ...OLD, faults }, async ({ grafana, service, context }) => {
    expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, uid: "x" }, context))).toBe(
      "WN1559 Grafana dashboard x: it was refused (412): A dashboard with the same name in the folder already exists\n" +
        "  The text is Grafana's own. Check uid, folder and orgId.",
    );
    const saves = grafana.requests.filter(isSave);
    expect(saves.map((request) => JSON.parse(request.body))).toMatchObject([{ overwrite: false }]);
  });
});

it("looks again before Grafana 12 where somebody else wrote it meanwhile, and gives up where they always do", async () => {
  const body = '{"message":"The dashboard has been changed by someone else","status":"version-mismatch"}';
  const failure = { kind: "status", status: 412, body } as const;
  await withFake({ ...OLD, faults: [{ on: isSave, times: 2, failure }] }, async ({ grafana, service, context }) => {
    await grafanaDashboard.write(resultOf(ROWS), service, context);
    await grafanaDashboard.write(resultOf(ROWS), service, context);
    expect(grafana.dashboards()).toMatchObject([{ version: 2 }]);
  });
  await withFake({ ...OLD, faults: [{ on: isSave, failure }] }, async ({ service, context }) => {
    expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, uid: "x" }, context))).toBe(
      "WN1556 Grafana dashboard x: it was changed by others during each of 4 attempts\n" +
        "  Run again when nobody else writes it.",
    );
  });
});
