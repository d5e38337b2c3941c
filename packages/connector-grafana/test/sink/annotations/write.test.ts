import { isWinnowError, type SinkPlugin } from "@winnow/core";
import type { Annotation, Failure } from "@winnow/testkit/fakes";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grafanaAnnotations, grafanaDashboard } from "../../../src/index.ts";
import { failureOf, resultOf, START_MS, withFake, type SomeRow } from "../result.ts";

const ROWS: readonly SomeRow[] = [
  { user: "mallory<b>", reasons: ["once in 7 events: 14.3%"] },
  { user: "alice", size: 5, clusterId: 3, first: 1_500n, last: 3_000_000n },
];

const ids = (annotations: readonly Annotation[]): number[] => annotations.map(({ id }) => id);

describe("the grafana-annotations sink", () => {
  it("marks each row from its first event to its last, with its reasons, as inert text", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      const options = { ...service, reportUrl: "https://example.com/report.html", tags: ["triage"] };
      expect(await grafanaAnnotations.write(resultOf(ROWS), options, context)).toEqual([]);
      expect(grafana.annotations()).toEqual([
        {
          id: 1,
          time: START_MS,
          timeEnd: START_MS,
          text:
            "Winnow logons, row 1: 1 event, like no other<br>" +
            "once in 7 events&#58; 14.3&#37;<br>" +
            "user.name: mallory&#60;b&#62;<br>" +
            '<a href="https://example.com/report.html" target="_blank" rel="noopener noreferrer">report</a>',
          tags: ["winnow", "winnow-profile-logons", expect.stringMatching(/^winnow-row-[0-9a-f]{16}$/), "triage"],
          dashboardUID: null,
          panelId: 0,
        },
        expect.objectContaining({ time: START_MS + 1, timeEnd: START_MS + 3000 }),
      ]);
      expect(grafana.annotations()[1]!.text).toContain("row 2: 5 events, cluster 3");
    });
  });

  it("changes what is there in a second run, makes what is not, and doubles nothing", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      const before = grafana.annotations();
      const requests = grafana.requests.length;
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      expect(grafana.annotations()).toEqual(before);
      expect(grafana.requests.slice(requests).map(({ method }) => method)).toEqual(["GET"]);
      const grown = [{ ...ROWS[1]!, size: 9, last: 9_000_000n }, ROWS[0]!, { user: "bob" }];
      await grafanaAnnotations.write(resultOf(grown), service, context);
      expect(ids(grafana.annotations())).toEqual([1, 2, 3]);
      expect(grafana.annotations()[1]).toMatchObject({ timeEnd: START_MS + 9000, tags: before[1]!.tags });
      expect(grafana.annotations()[1]!.text).toContain("row 1: 9 events");
    });
  });

  it("leaves other profiles' and people's annotations alone", async () => {
    const other = {
      time: START_MS,
      timeEnd: START_MS,
      text: "deployed",
      tags: ["deploy"],
      dashboardUID: null,
      panelId: 0,
    };
    await withFake({ annotations: [other] }, async ({ grafana, service, context }) => {
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      await grafanaAnnotations.write(resultOf(ROWS, { profile: { name: "else", hash: "0" } }), service, context);
      expect(grafana.annotations()).toHaveLength(5);
      expect(grafana.annotations()[0]).toMatchObject(other);
    });
  });

  it.each([
    ["of a Grafana that lists as many as it is asked for", {}],
    ["of one that lists 100 at most", { annotationCap: 100 }],
  ])("does not double beyond the first 100, %s", async (_, fake) => {
    const rows = Array.from({ length: 230 }, (__, i) => ({ user: `user-${i}` }));
    await withFake(fake, async ({ grafana, service, context, warnings }) => {
      const options = { ...service, limit: 220 };
      for (let run = 0; run < 2; run++) await grafanaAnnotations.write(resultOf(rows), options, context);
      expect(grafana.annotations()).toHaveLength(220);
      expect(new Set(grafana.annotations().map(({ tags }) => tags[2])).size).toBe(220);
      expect(warnings[0]).toBe(
        "Grafana annotations: the first 220 rows were annotated, 10 more were not. Raise limit to have more.",
      );
    });
  });

  it("leaves no copies where two runs write at once, whichever is faster, and keeps the older of copies", async () => {
    const rows = Array.from({ length: 4 }, (_, i) => ({ user: `user-${i}` }));
    const slow = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(slow, async (on) => {
        await withFake(
          { faults: [{ on, failure: { kind: "slow", ms: 30 } }] },
          async ({ grafana, service, context }) => {
            await Promise.all(
              [rows, rows.map((row) => ({ ...row, last: 5_000n }))].map((each) =>
                grafanaAnnotations.write(resultOf(each), service, context),
              ),
            );
            expect(new Set(grafana.annotations().map(({ tags }) => tags[2])).size).toBe(rows.length);
            expect(grafana.annotations()).toHaveLength(rows.length);
          },
        );
      }),
      { numRuns: 10 },
    );
  });

  it("removes copies of earlier runs, all but the oldest", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      const copies = grafana.annotations().map((annotation, i) => ({ ...annotation, timeEnd: annotation.timeEnd + i }));
      await withFake({ annotations: [...grafana.annotations(), ...copies] }, async (second) => {
        await grafanaAnnotations.write(resultOf(ROWS), second.service, second.context);
        expect(ids(second.grafana.annotations())).toEqual([1, 2]);
      });
    });
  });

  it("makes one anew that somebody deletes while it is changed", async () => {
    const faults = [
      { on: ({ method }: { method: string }) => method === "PUT", failure: { kind: "status", status: 404 } as const },
    ];
    await withFake({ faults }, async ({ grafana, service, context }) => {
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      const requests = grafana.requests.length;
      await grafanaAnnotations.write(resultOf(ROWS.map((row) => ({ ...row, size: 9 }))), service, context);
      const methods = grafana.requests.slice(requests).map(({ method }) => method);
      expect(methods.slice(0, 5)).toEqual(["GET", "PUT", "POST", "PUT", "POST"]);
    });
  });

  it("marks only rows that are small enough and have a time", async () => {
    const rows = [...ROWS, { user: "carol", first: null }];
    await withFake({}, async ({ grafana, service, context, warnings }) => {
      await grafanaAnnotations.write(resultOf(rows), { ...service, maxEvents: 1 }, context);
      expect(grafana.annotations()).toHaveLength(1);
      expect(warnings).toEqual(["Grafana annotations: 1 rows have no time after 1970 and were not annotated."]);
      expect(await failureOf(grafanaAnnotations.write(resultOf(rows.slice(2)), service, context))).toBe(
        "WN1553 Grafana annotations: no row of the result has a time, so there is no place for them\n" +
          "  Bind @timestamp in the profile's fields to the column that holds the time, or leave this sink out.",
      );
    });
  });

  it("writes a row once although the answer to it was lost", async () => {
    const faults = [
      { on: ({ method }: { method: string }) => method === "POST", times: 1, failure: { kind: "cut" } as const },
    ];
    await withFake({ faults }, async ({ grafana, service, context }) => {
      await grafanaAnnotations.write(resultOf(ROWS), service, context);
      expect(grafana.annotations()).toHaveLength(2);
    });
  });

  it("writes each row once through faults of every kind, if need be in a second run", async () => {
    const failure = fc.constantFrom<Failure>(
      { kind: "cut" },
      { kind: "cut-cleanly" },
      { kind: "drop" },
      { kind: "login-page" },
      { kind: "status", status: 500 },
      { kind: "status", status: 429, retryAfter: "0" },
    );
    const rows = Array.from({ length: 6 }, (_, i) => ({ user: `user-${i}` }));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), failure), { selector: ([on]) => on, maxLength: 5 }),
        async (faults) => {
          await withFake(
            { faults: faults.map(([on, kind]) => ({ on, failure: kind })) },
            async ({ grafana, service, context }) => {
              const options = { ...service, retries: 0 };
              for (let run = 0, done = false; !done && run <= faults.length; run++) {
                done = await grafanaAnnotations.write(resultOf(rows), options, context).then(
                  () => true,
                  (error: unknown) => !isWinnowError(error),
                );
              }
              expect(grafana.annotations()).toHaveLength(rows.length);
            },
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it("stops when it is told to", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      const stopped = { ...context, signal: AbortSignal.abort() };
      await expect(grafanaAnnotations.write(resultOf(ROWS), service, stopped)).rejects.toMatchObject({
        code: "WN1001",
      });
      expect(grafana.annotations()).toEqual([]);
    });
  });

  it("says what is lacking to a token that may only read, in a probe too", async () => {
    const tokens = [{ token: "reader", role: "Viewer" }] as const;
    await withFake({ tokens }, async ({ grafana, service, context }) => {
      expect(await failureOf(grafanaAnnotations.write(resultOf(ROWS), service, context))).toBe(
        "WN1555 Grafana: the token may not write annotations; it lacks annotations:create and :write\n" +
          "  Give the service account the role Editor, or these permissions. Reading events needs less: use two tokens.",
      );
      const probes = await probed(grafanaAnnotations, service, context);
      expect(probes.map(({ subject, ok }) => `${subject} ${ok}`)).toEqual([
        "address true",
        "Grafana true",
        "token true",
        "annotations true",
        "writing annotations false",
      ]);
      expect(probes.at(-1)!.detail).toContain("it lacks annotations:create, annotations:write, annotations:delete");
      expect(grafana.requests.every(({ method }) => method === "GET" || grafana.annotations().length === 0)).toBe(true);
    });
  });

  it("refuses a dashboard that is not there, which would give them to the organisation", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      const options = { ...service, dashboardUid: "gone" };
      expect(await failureOf(grafanaAnnotations.write(resultOf(ROWS), options, context))).toBe(
        "WN1598 Grafana annotations: there is no dashboard with the uid gone\n" +
          "  The uid of a dashboard is in its address: /d/UID/name. Leave dashboardUid out for all dashboards.",
      );
      expect(grafana.annotations()).toEqual([]);
    });
  });

  it("moves to the dashboard and panel of the options, and back to the organisation", async () => {
    await withFake({}, async ({ grafana, service, context }) => {
      await grafanaDashboard.write(resultOf(ROWS), { ...service, uid: "ours" }, context);
      const places = async (some: object): Promise<readonly unknown[]> => {
        await grafanaAnnotations.write(resultOf(ROWS), { ...service, ...some }, context);
        return grafana.annotations().map(({ dashboardUID, panelId }) => [dashboardUID, panelId]);
      };
      const all = (place: unknown): readonly unknown[] => ROWS.map(() => place);
      expect(await places({})).toEqual(all([null, 0]));
      expect(await places({ dashboardUid: "ours" })).toEqual(all(["ours", 0]));
      expect(await places({ dashboardUid: "ours", panelId: 2 })).toEqual(all(["ours", 2]));
      expect(await places({})).toEqual(all([null, 0]));
    });
  });

  it("needs the scope of the organisation, or that of a dashboard that the token may edit", async () => {
    for (const [role, ok] of [
      ["Viewer", false],
      ["Editor", true],
    ] as const) {
      await withFake({ tokens: [{ token: "t", role }] }, async ({ service, context }) => {
        for (const dashboardUid of [undefined, "any"]) {
          const probes = await probed(grafanaAnnotations, { ...service, dashboardUid }, context);
          expect(probes.find(({ subject }) => subject === "writing annotations")!.ok).toBe(ok);
        }
      });
    }
  });

  it("passes on why Grafana refuses one", async () => {
    const faults = [
      {
        on: ({ method }: { method: string }) => method === "POST",
        failure: {
          kind: "status",
          status: 400,
          body: '{"message":"tags length (600) exceeds the maximum allowed (500)"}',
        } as const,
      },
    ];
    await withFake({ faults }, async ({ service, context }) => {
      expect(await failureOf(grafanaAnnotations.write(resultOf(ROWS), service, context))).toBe(
        "WN1554 Grafana annotations: number 1 of 2 was refused (400): tags length (600) exceeds the maximum allowed (500)\n" +
          "  Check dashboardUid, panelId and tags. Running again doubles nothing.",
      );
    });
  });

  it.each([
    [{ panelId: 1 }, "panelId needs dashboardUid"],
    [{ tags: ["a:b"] }, "must be a tag: no colon, no space at its ends"],
    [{ tags: ["winnow-row-1"] }, "must not begin with winnow: such tags are Winnow's own"],
    [{ reportUrl: "javascript:alert(1)" }, "must be an http or https address without user and password"],
    [{ limit: 0 }, "Too small: expected number to be >=1"],
  ])("checks its options: %j", async (some, message) => {
    const options = { url: "https://example.com", token: "t", ...some };
    const { issues } = await grafanaAnnotations.options["~standard"].validate(options);
    expect(issues?.map((issue) => issue.message)).toEqual([message]);
  });
});

async function probed<O>(plugin: SinkPlugin<O>, options: O, context: Parameters<SinkPlugin<O>["write"]>[2]) {
  const probes: { subject: string; ok: boolean; detail: string }[] = [];
  for await (const probe of plugin.probe!(options, context)) probes.push(probe);
  return probes;
}
