import { beforeAll, describe, expect, it } from "vitest";
import { grafanaAnnotations, grafanaDashboard } from "../../src/index.ts";
import { resultOf, sinkContext, type SomeRow } from "../sink/result.ts";
import { adminOf, type GrafanaAdmin } from "./grafana-access.ts";

const address = process.env["WINNOW_GRAFANA_URL"];
const ROWS: readonly SomeRow[] = [
  { user: "mallory", reasons: ["once in 7 events"] },
  { user: "alice", size: 5 },
];

describe.runIf(address !== undefined)("a real Grafana", () => {
  let admin: GrafanaAdmin;
  let editor: { readonly url: string; readonly token: string };

  beforeAll(async () => {
    admin = adminOf(address!);
    editor = { url: admin.url, token: await admin.token("Editor") };
  });

  it("takes a dashboard of an editor, and keeps it in its folder", async () => {
    const uid = `winnow-${Date.now()}`;
    await admin.ask("POST", "/api/folders", { uid, title: uid });
    const options = { ...editor, uid };
    await grafanaDashboard.write(resultOf(ROWS), { ...options, folder: uid }, sinkContext());
    await grafanaDashboard.write(resultOf(ROWS), options, sinkContext());
    expect(await admin.ask("GET", `/api/dashboards/uid/${uid}`)).toMatchObject({ meta: { folderUid: uid } });
  });

  it("refuses an editor a folder that is not there, and a viewer everything", async () => {
    const write = grafanaDashboard.write(resultOf(ROWS), { ...editor, folder: "none" }, sinkContext());
    await expect(write).rejects.toMatchObject({ code: "WN1558" });
    const viewer = { url: admin.url, token: await admin.token("Viewer") };
    for await (const { subject, ok } of grafanaAnnotations.probe!(viewer, sinkContext())) {
      expect(ok).toBe(subject !== "writing annotations");
    }
  });

  it("takes annotations, moves them to a dashboard, and refuses one that is not there", async () => {
    const uid = `winnow-${Date.now()}`;
    await grafanaDashboard.write(resultOf(ROWS), { ...editor, uid }, sinkContext());
    await grafanaAnnotations.write(resultOf(ROWS), editor, sinkContext());
    await grafanaAnnotations.write(resultOf(ROWS), { ...editor, dashboardUid: uid }, sinkContext());
    const found = await admin.ask("GET", "/api/annotations?tags=winnow&limit=100");
    expect((found as unknown as { dashboardUID: string }[]).map(({ dashboardUID }) => dashboardUID)).toEqual([
      uid,
      uid,
    ]);
    const write = grafanaAnnotations.write(resultOf(ROWS), { ...editor, dashboardUid: "none" }, sinkContext());
    await expect(write).rejects.toMatchObject({ code: "WN1598" });
  });
});
