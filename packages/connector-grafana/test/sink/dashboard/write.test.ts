import type { Probe, RunResult } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { grafanaDashboard } from "../../../src/index.ts";
import { failureOf, resultOf, withFake, type SomeRow } from "../result.ts";

const ROWS: readonly SomeRow[] = [
  { user: "mallory<img src=x onerror=alert(1)>${__user.email}", reasons: ["once in 7 events"] },
  { user: "alice", size: 5, clusterId: 3, first: 0n, last: 3_000_000n },
];

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly options: { readonly content?: string; readonly tags?: readonly string[] };
  readonly targets?: readonly { readonly expr: string }[];
}

const panelsOf = (spec: Readonly<Record<string, unknown>>): readonly Panel[] => spec["panels"] as readonly Panel[];

async function activity(): ReturnType<NonNullable<RunResult["activity"]>> {
  return {
    start: 0n,
    width: 1n,
    groups: Int32Array.of(0, 1, 1),
    steps: Int32Array.of(0, 0, 47),
    counts: Float64Array.of(1, 1, 4),
  };
}

describe("the grafana-dashboard sink", () => {
  it("writes the run, its rows and their events over time, with log text inert", async () => {
    await withFake({ folders: [{ uid: "soc", title: "SOC" }] }, async ({ grafana, service, context }) => {
      const options = { ...service, folder: "soc", reportUrl: "https://example.com/r" };
      expect(await grafanaDashboard.write(resultOf(ROWS, { activity }), options, context)).toEqual([]);
      const [stored] = grafana.dashboards();
      expect(stored).toMatchObject({
        folder: "soc",
        version: 1,
        spec: {
          title: "Winnow: logons",
          tags: ["winnow", "winnow-profile-logons"],
          time: { from: "2026-05-01T00:00:00.000Z", to: "2026-05-01T00:00:04.000Z" },
          timezone: "utc",
          links: [{ title: "Report", url: "https://example.com/r", type: "link" }],
          annotations: {
            list: [
              {
                name: "Winnow",
                enable: true,
                datasource: { type: "grafana", uid: "-- Grafana --" },
                target: { type: "tags", tags: ["winnow", "winnow-profile-logons"], matchAny: false, limit: 100 },
              },
            ],
          },
        },
      });
      expect(stored!.uid).toMatch(/^winnow-logons-[0-9a-f]{8}$/);
      const panels = panelsOf(stored!.spec);
      expect(panels.map(({ title, type }) => `${type}: ${title}`)).toEqual([
        "text: Run",
        "annolist: Marked in Grafana",
        "text: Rows over time",
        "text: Rows, those to read first at the top",
      ]);
      expect(panels.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
      expect(panels[0]!.options.content).toContain("<b>10</b> events read: 7 clustered, 2 filtered, 1 rejected.");
      expect(panels[1]!.options.tags).toEqual(["winnow", "winnow-profile-logons"]);
      expect(panels[2]!.options.content).toContain(`<code>▂${"·".repeat(46)}█</code>`);
      expect(panels[3]!.options.content).toContain("user.name: mallory&#60;img src&#61;x onerror&#61;alert");
      const all = JSON.stringify(stored!.spec);
      expect(all).not.toContain("<img");
      expect(all).not.toContain("${");
      expect(all).not.toContain(service.token);
    });
  });

  it.each([
    ["13.0.0", "POST /apis/dashboard.grafana.app/v1/namespaces/default/dashboards"],
    ["12.2.0", "POST /apis/dashboard.grafana.app/v1beta1/namespaces/default/dashboards"],
    ["11.6.0", "POST /api/dashboards/db"],
  ])("goes to Grafana %s by %s, and is replaced by the next run", async (version, request) => {
    await withFake({ version }, async ({ grafana, service, context }) => {
      for (let run = 0; run < 2; run++) await grafanaDashboard.write(resultOf(ROWS), service, context);
      const sent = grafana.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path}`);
      const uid = grafana.dashboards()[0]!.uid;
      expect(sent).toEqual([request, version === "11.6.0" ? request : `${request.replace("POST", "PUT")}/${uid}`]);
      expect(grafana.dashboards().map((stored) => stored.version)).toEqual([2]);
    });
  });

  it("goes to the organisation of the token", async () => {
    const tokens = [{ token: "t", role: "Editor", organization: 4 }] as const;
    await withFake({ tokens }, async ({ grafana, service, context }) => {
      await grafanaDashboard.write(resultOf(ROWS), { ...service, orgId: 4 }, context);
      expect(grafana.requests.at(-1)!.path).toBe("/apis/dashboard.grafana.app/v1/namespaces/org-4/dashboards");
    });
  });

  it("tries again where somebody else was faster, and gives up where they always are", async () => {
    const conflict = { kind: "status", status: 409, body: '{"kind":"Status","message":"exists"}' } as const;
    const on = ({ method }: { method: string }): boolean => method === "POST";
    await withFake({ faults: [{ on, times: 2, failure: conflict }] }, async ({ grafana, service, context }) => {
      await grafanaDashboard.write(resultOf(ROWS), service, context);
      expect(grafana.dashboards()).toHaveLength(1);
    });
    await withFake({ faults: [{ on, failure: conflict }] }, async ({ service, context }) => {
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, uid: "x" }, context))).toBe(
        "WN1556 Grafana dashboard x: it was changed by others during each of 4 attempts\n" +
          "  Run again when nobody else writes it.",
      );
    });
  });

  it.each(["13.0.0", "11.6.0"])("leaves a dashboard of Grafana %s alone that is not Winnow's", async (version) => {
    await withFake({ version }, async ({ grafana, service, context }) => {
      const uid = "theirs";
      await grafanaDashboard.write(resultOf(ROWS), { ...service, uid }, context);
      (grafana.dashboards()[0]!.spec as { tags: string[] }).tags = ["prod"];
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, uid }, context))).toBe(
        'WN1557 Grafana dashboard theirs: there is one of this uid that is not Winnow\'s: "Winnow: logons"\n' +
          '  Choose another uid. To let Winnow replace that dashboard, give it the tag "winnow" in Grafana.',
      );
      expect(grafana.dashboards()[0]!.version).toBe(1);
    });
  });

  it("says what is wrong with folder and permissions, in a probe too, which writes nothing", async () => {
    const tokens = [{ token: "viewer", role: "Viewer" }] as const;
    await withFake({ tokens }, async ({ grafana, service, context }) => {
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, folder: "none" }, context))).toBe(
        "WN1558 Grafana dashboard: there is no folder with the uid none\n" +
          "  The uid of a folder stands in its address: /dashboards/f/UID. Leave folder out for the top level.",
      );
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), service, context))).toBe(
        "WN1555 Grafana: the token may not write dashboards; it lacks dashboards:create and :write\n" +
          "  Give the service account the role Editor, or these permissions. Reading events needs less: use two tokens.",
      );
      const sent = grafana.requests.length;
      const probes: Probe[] = [];
      for await (const probe of grafanaDashboard.probe!({ ...service, folder: "none" }, context)) probes.push(probe);
      expect(probes.map(({ subject, ok }) => `${subject} ${ok}`)).toEqual([
        "address true",
        "Grafana true",
        "token true",
        "folder false",
        "writing dashboards false",
      ]);
      expect(grafana.requests.slice(sent).every(({ method }) => method === "GET")).toBe(true);
    });
  });

  it("passes on why Grafana refuses it", async () => {
    const failure = { kind: "status", status: 422, body: '{"message":"spec is invalid"}' } as const;
    await withFake({ faults: [{ on: ({ method }) => method === "POST", failure }] }, async ({ service, context }) => {
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, uid: "x" }, context))).toBe(
        "WN1559 Grafana dashboard x: it was refused (422): spec is invalid\n" +
          "  The text is Grafana's own. Check uid, folder and orgId.",
      );
    });
  });

  it.each([
    [{ dataSource: "Logs", query: '{job="auth"}' }, ["timeseries", "logs"]],
    [{ dataSource: { uid: "logs", type: "loki" }, query: '{job="auth"} |= "x"' }, ["timeseries", "logs"]],
    [{ dataSource: "Nowhere", query: '{job="auth"}' }, []],
    [{ dataSource: "${env:LOKI}", query: '{job="auth"}' }, []],
    [{ dataSource: "Logs", query: "select 1" }, []],
    [{ dataSource: "Logs", query: '{job="auth"}', url: "https://elsewhere.example.com" }, []],
  ])("shows the log itself where the events came from a Loki of the same Grafana: %j", async (options, types) => {
    const dataSources = [{ type: "loki", uid: "logs", name: "Logs", entries: [] }] as const;
    await withFake({ dataSources }, async ({ grafana, service, context }) => {
      const result = resultOf(ROWS);
      const document = { source: { use: "grafana", with: { url: service.url, ...options } } };
      const manifest = { ...result.manifest, profile: { ...result.manifest.profile, document } };
      await grafanaDashboard.write({ ...result, manifest }, service, context);
      const shown = panelsOf(grafana.dashboards()[0]!.spec).filter(({ targets }) => targets !== undefined);
      expect(shown.map(({ type }) => type)).toEqual(types);
      expect(shown.flatMap(({ targets }) => targets!.map(({ expr }) => expr))).toEqual(
        types.length === 0 ? [] : [`sum(count_over_time(${options.query} [$__interval]))`, options.query],
      );
    });
  });

  it("shows the log of the data source that it is told, which then has to be there", async () => {
    const dataSources = [{ type: "loki", uid: "logs", name: "Logs", entries: [] }] as const;
    const result = resultOf(ROWS);
    const document = { source: { use: "grafana", with: { dataSource: "${env:LOKI}", query: '{job="auth"}' } } };
    const manifest = { ...result.manifest, profile: { ...result.manifest.profile, document } };
    await withFake({ dataSources }, async ({ grafana, service, context }) => {
      const shown = { ...service, dataSource: { uid: "logs", type: "loki" } };
      await grafanaDashboard.write({ ...result, manifest }, shown, context);
      expect(JSON.stringify(grafana.dashboards()[0]!.spec)).toContain('"datasource":{"type":"loki","uid":"logs"}');
      const missing = { ...service, dataSource: "Nowhere" };
      expect(await failureOf(grafanaDashboard.write({ ...result, manifest }, missing, context))).toBe(
        'WN1537 Grafana: there is no data source "Nowhere"\n' +
          "  The token sees: Logs (loki). If it is one of another organisation, set orgId.",
      );
    });
  });

  it("tells of what is missing and of rows that are not shown", async () => {
    const result = resultOf(ROWS);
    const gaps = [{ source: "logs", from: "2026-05-01T00:00:00Z", to: "2026-05-02T00:00:00Z", reason: "refused" }];
    await withFake({}, async ({ grafana, service, context }) => {
      await grafanaDashboard.write({ ...result, ledger: { ...result.ledger, gaps } }, { ...service, rows: 1 }, context);
      const contents = panelsOf(grafana.dashboards()[0]!.spec).map(({ options }) => options.content ?? "");
      expect(contents[0]).toContain("<b>Missing:</b> logs 2026-05-01T00:00:00Z to");
      expect(contents.at(-1)).toContain("<p>1 more rows are not shown here.</p>");
    });
  });

  it.each(["13.0.0", "12.2.0", "9.5.0"])(
    "is written by an editor to a Grafana %s without any dashboard, and stays in its folder",
    async (version) => {
      const tokens = [{ token: "editor", role: "Editor" }] as const;
      const folders = [{ uid: "soc", title: "SOC" }];
      await withFake({ version, tokens, folders }, async ({ grafana, service, context }) => {
        await grafanaDashboard.write(resultOf(ROWS), { ...service, folder: "soc" }, context);
        await grafanaDashboard.write(resultOf(ROWS), service, context);
        expect(grafana.dashboards()).toMatchObject([{ folder: "soc", version: 2 }]);
      });
    },
  );

  it.each([
    ["13.0.0", 41],
    ["11.6.0", 39],
    ["10.4.0", 38],
    ["9.5.0", 36],
  ])("has a schema that Grafana %s knows: %d", async (version, schemaVersion) => {
    await withFake({ version }, async ({ grafana, service, context }) => {
      await grafanaDashboard.write(resultOf(ROWS), service, context);
      expect(grafana.dashboards()[0]!.spec["schemaVersion"]).toBe(schemaVersion);
    });
  });

  it("is not written for an editor into a folder that is not there, nor to another organisation", async () => {
    const tokens = [{ token: "editor", role: "Editor" }] as const;
    await withFake({ tokens }, async ({ grafana, service, context }) => {
      expect(
        await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, folder: "none" }, context)),
      ).toContain("WN1558 Grafana dashboard: there is no folder with the uid none");
      expect(await failureOf(grafanaDashboard.write(resultOf(ROWS), { ...service, orgId: 7 }, context))).toBe(
        'WN1588 Grafana: orgId is 7, and the token belongs to organisation 1, "Main Org."\n' +
          "  Create the service account in organisation 7, or remove orgId.",
      );
      expect(grafana.dashboards()).toEqual([]);
    });
  });
});
