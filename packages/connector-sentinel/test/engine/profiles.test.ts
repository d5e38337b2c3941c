import type { EventBatch, EventEngine } from "@winnow/core";
import { run, type RunOutcome } from "@winnow/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { eventsOf, reducing } from "../support/engines.ts";
import { holding } from "../support/holding.ts";
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

const check = checkerFor(TABLES);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ tables: fleet(EVENTS, START) });
});
afterAll(() => workspace.close());

function plain({ columns, rows, values }: EventBatch): object {
  return { columns, rows, values };
}

/** The result of a run without numbers of events and groups, which differ between engines. */
function contentOf(result: RunOutcome): object {
  const { ledger, counts, exemplars, foldedEvents, guarded, features, kept } = result;
  const rows = result.rows.map(({ exemplar: _, groups: _groups, folded, ...row }) => ({
    ...row,
    folded: folded.map(({ values }) => values),
  }));
  return { ledger, counts, rows, guarded, features, kept, exemplars: plain(exemplars), folded: plain(foldedEvents) };
}

async function runOn(profile: string, engine: EventEngine): Promise<RunOutcome> {
  const loaded = await builtIn(profile, engine);
  expect(loaded.problems).toEqual([]);
  return run(loaded, { outputDirectory: null });
}

describe("a run in Sentinel", () => {
  it("has no rows for a time range without events, like a run on pulled events", async () => {
    const source = { kind: "table", name: "SecurityEvent" } as const;
    const later: TickRange = { from: RANGE.to, to: RANGE.to + 10n };
    await using remote = await runOn("windows-processes", await reducing(workspace.service, source, later));
    await using local = await runOn("windows-processes", await holding(workspace.service, source, later));
    expect(remote.counts.rows).toBe(0);
    expect(contentOf(remote)).toEqual(contentOf(local));
  });

  it.each(RUNS)("of %s on %s equals a run on pulled events, and sends valid queries", async (profile, table) => {
    const source = { kind: "table", name: table } as const;
    const asked: string[] = [];
    const service: QueryService = {
      query: async (kql, range) => {
        asked.push(kql);
        return workspace.service.query(kql, range);
      },
    };
    await using remote = await runOn(profile, await reducing(service, source, RANGE));
    await using local = await runOn(profile, await holding(workspace.service, source, RANGE));
    expect(remote.rows.length).toBeGreaterThan(1);
    expect(contentOf(remote)).toEqual(contentOf(local));

    await eventsOf(remote.events({ groups: [...remote.rows[0]!.groups] }));
    await eventsOf(remote.events({ groups: [0], limit: 2 }));
    await remote.histogram!({}, 5);
    await remote.histogram!({ groups: [0] }, 5);
    await remote.activity!(5);
    for await (const _ of remote.rejects!()) void _;
    expect(new Set(asked).size).toBeGreaterThan(9);
    // Queries that differ only in instants are checked once.
    const queries = new Map(asked.map((kql) => [kql.replaceAll(/datetime\([^)]*\)/g, "datetime()"), kql]));
    for (const kql of queries.values()) {
      expect(kql.length).toBeLessThan(60_000);
      const { errors, columns } = check(kql);
      // All columns are text: JSON would round numbers.
      const rounded = columns.filter(({ type }) => type !== "string");
      expect({ kql, errors, rounded }).toEqual({ kql, errors: [], rounded: [] });
    }
  });
});
