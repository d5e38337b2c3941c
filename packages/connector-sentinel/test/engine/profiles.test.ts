import type { EventBatch, EventEngine } from "@winnow/core";
import { run } from "@winnow/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { eventsOf, holding, reducing } from "../support/engines.ts";
import { fleet } from "../support/fleet.ts";
import { checkerFor } from "../support/kusto.ts";
import { builtIn } from "../support/profiles.ts";
import { openWorkspace, type Workspace } from "../support/sentinel.ts";
import { TABLES } from "../support/tables.ts";

const START = 17_000_000_000_000_000n;
const EVENTS = 600;
const RANGE: TickRange = { from: START, to: START + 20_000_000n };

const RUNS = [
  ["msticpy-processes", "SecurityEvent"],
  ["msticpy-logons", "SecurityEvent"],
  ["windows-processes", "SecurityEvent"],
  ["windows-logons", "SecurityEvent"],
  ["windows-processes", "DeviceProcessEvents"],
  ["linux-processes", "Syslog"],
  ["linux-logons", "Syslog"],
] as const;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ tables: fleet(EVENTS, START) });
});
afterAll(() => workspace.close());

function plain({ columns, rows, values }: EventBatch): object {
  return { columns, rows, values };
}

/** What a run says, but for what the engines cannot have alike: numbers of events and groups. */
async function outcome(
  profile: string,
  engine: EventEngine,
): Promise<{ readonly rows: number; readonly said: object }> {
  const loaded = await builtIn(profile, engine);
  expect(loaded.problems).toEqual([]);
  await using result = await run(loaded);
  const rows = result.rows.map(({ exemplar: _, groups: _groups, folded, ...row }) => ({
    ...row,
    folded: folded.map(({ values }) => values),
  }));
  const { ledger, counts, exemplars, foldedEvents, guarded, features, kept } = result;
  const said = {
    ledger,
    counts,
    rows,
    guarded,
    features,
    kept,
    exemplars: plain(exemplars),
    folded: plain(foldedEvents),
  };
  return { rows: rows.length, said };
}

describe("a whole run", () => {
  it.each(RUNS)("of %s on %s says the same, reduced in Sentinel or here", async (profile, table) => {
    const source = { kind: "table", name: table } as const;
    const remote = await outcome(profile, await reducing(workspace.service, source, RANGE));
    const local = await outcome(profile, await holding(workspace.service, source, RANGE));
    expect(remote.rows).toBeGreaterThan(1);
    expect(remote.said).toEqual(local.said);
  });
});

describe("the queries of a profile", () => {
  it.each(RUNS)("of %s on %s are right to the service's own parser, every one", async (profile, table) => {
    const check = checkerFor(TABLES);
    const asked: string[] = [];
    const service: QueryService = {
      query: async (kql, range) => {
        asked.push(kql);
        return workspace.service.query(kql, range);
      },
    };
    const engine = await reducing(service, { kind: "table", name: table }, RANGE);
    await using result = await run(await builtIn(profile, engine));
    await eventsOf(result.events({ groups: [...result.rows[0]!.groups] }));
    await eventsOf(result.events({ groups: [0], limit: 2 }));
    await result.histogram({}, 5);
    await result.histogram({ groups: [0] }, 5);
    await engine.activity!(5);
    for await (const _ of result.rejects()) void _;
    expect(new Set(asked).size).toBeGreaterThan(9);
    expect(Math.max(...asked.map((kql) => kql.length))).toBeLessThan(60_000);
    for (const kql of asked) expect({ kql, errors: check(kql).errors }).toEqual({ kql, errors: [] });
    // What moves is text: nothing that JSON would round. (The schema's ordinals stay behind.)
    for (const kql of asked) expect(check(kql).columns.filter(({ type }) => type !== "string")).toEqual([]);
  });
});
