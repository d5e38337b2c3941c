import { defineFieldMap, isWinnowError, type EventEngine, type FieldMap } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { loadProfile, plan, type PlanDescription, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench, fieldMap } from "../support/plugins.ts";

const EVENTS: readonly Event[] = ["1", "1", "5", "1", "7"].map((Code, minute) => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Code,
  Path: "/usr/bin/agent",
  CommandLine: "agent --poll",
  User: minute === 0 ? "mallory" : "alice",
}));

const starts: FieldMap = {
  ...fieldMap.map,
  name: "starts",
  requires: ["Path", "Code"],
  selects: { equals: ["Code", "1"] },
  fields: { ...fieldMap.map.fields, "winlog.event_id": "Code" },
};
const distant: FieldMap = { ...starts, name: "distant", requires: ["Path", "Elsewhere"] };

const PROFILE = {
  profile: "winnow/v1",
  name: "toy",
  source: { use: "memory" },
  fields: { use: "starts" },
  features: [{ use: "toy" }],
  cluster: { use: "linkage", with: { eps: 0, least: 2 } },
};

/** An engine that can answer these operators itself. */
function engineWith(events: readonly Event[], ...operators: readonly string[]): EventEngine {
  const engine = new MemoryEngine(events);
  Object.assign(engine.dialect.operators, Object.fromEntries(operators.map((name) => [name, () => ""])));
  return engine;
}

const { fields: _, ...UNNAMED } = PROFILE;

async function analyse(profile: object, engine = engineWith(EVENTS, "equals")): Promise<RunOutcome> {
  const { registry } = bench(engine, [defineFieldMap(starts)]);
  return run(await loadProfile({ data: profile }, { registry }));
}

async function planned(
  profile: object,
  events = EVENTS,
  extra = [starts, distant],
  warn: (message: string) => void = () => {},
): Promise<PlanDescription> {
  const { registry } = bench(
    engineWith(events, "equals"),
    extra.map((map) => defineFieldMap(map)),
  );
  return plan(await loadProfile({ data: profile }, { registry }), { warn });
}

describe("a run", () => {
  it("leaves out the rows that its field map does not read, and counts them as filtered", async () => {
    const { ledger } = await analyse(PROFILE);
    expect(ledger).toEqual({ read: 5, rejected: 0, filtered: 2, clustered: 3, reasons: {} });
  });

  it("leaves out those that `where` does not ask for as well", async () => {
    const { ledger } = await analyse({ ...PROFILE, where: { equals: ["user.name", "alice"] } });
    expect(ledger).toMatchObject({ read: 5, filtered: 3, clustered: 2 });
  });

  it("says so when the engine cannot tell the rows apart", async () => {
    const error = await analyse(PROFILE, engineWith(EVENTS)).catch((cause: unknown) => cause);
    expect(isWinnowError(error) && error.code).toBe("WN1316");
  });
});

describe("a plan", () => {
  it("says which field map was chosen and why, which others fit, and what near ones lack", async () => {
    const { fieldMap: chosen, selects } = await planned(UNNAMED, EVENTS.slice(0, 3));
    expect(chosen).toEqual({
      name: "toy-process",
      reason: "all of Path present; 5 of 5 fields bind",
      others: ["starts fits too", "distant lacks Elsewhere"],
    });
    expect(selects).toBeNull();
  });

  it("says what a named field map makes of the events", async () => {
    const { fieldMap: chosen, selects } = await planned(PROFILE);
    expect(chosen).toEqual({
      name: "starts",
      reason:
        "named in the profile; 3 of 5 sampled events are process starts (event id 1); " +
        "the others (event id 5, 7) are filtered out",
      others: [],
    });
    expect(selects).toBe('equals(Code, "1")');
  });

  it("warns when none of the events is what the map reads", async () => {
    const warnings: string[] = [];
    await planned(PROFILE, EVENTS.slice(2, 3), [starts], (message) => warnings.push(message));
    expect(warnings).toEqual([
      'none of the first 1 events is what the field map "starts" reads; others are filtered out',
    ]);
  });

  it("names the nearest maps when none fits, and the one for another kind of event that does", async () => {
    const ends = { ...starts, name: "ends", event: "exit", requires: ["Code"] };
    const events = EVENTS.map(({ Path: _path, ...rest }) => ({ ...rest, Elsewhere: "" }));
    const error = await planned(UNNAMED, events, [starts, distant, ends]).catch((cause: unknown) => cause);
    expect(isWinnowError(error) && error.format()).toBe(
      "WN1310 no field map for process events fits the source's columns: Time, Code, CommandLine, User, Elsewhere.\n" +
        "  Nearest: ends fits, but for exit events; distant lacks Path; starts lacks Path.\n" +
        "  Name one under `fields: { use: … }` (toy-process, starts, distant) or write one: " +
        "`fields: { process.executable: YourColumn }`.",
    );
  });
});
