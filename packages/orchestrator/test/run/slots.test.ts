import { describe, expect, it } from "vitest";
import type { SlotTally } from "@winnow/core";
import { loadProfile, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench } from "../support/plugins.ts";

const event = (minute: number, CommandLine: string): Event => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path: "/bin/agent",
  CommandLine,
  User: "root",
});

async function analyse(events: readonly Event[], changes: object = {}): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(events));
  const data = {
    profile: "winnow/v1",
    name: "toy",
    source: { use: "memory" },
    features: [{ use: "toy", with: { pick: ["pathScore"] } }],
    cluster: { use: "linkage" },
    ...changes,
  };
  return run(await loadProfile({ data }, { registry }));
}

async function tallies(outcome: RunOutcome): Promise<SlotTally[]> {
  const all: SlotTally[] = [];
  for await (const tally of outcome.slots!()) all.push(tally);
  return all;
}

describe("slots", () => {
  it("are counted per row, template and place, the most frequent value first", async () => {
    const outcome = await analyse([
      event(1, "agent -p 80 -n 1"),
      event(2, "agent -p 443 -n 1"),
      event(3, "agent -p 443 -n 2"),
    ]);
    const template = "agent -p <number> -n <number>";
    expect(await tallies(outcome)).toEqual([
      { rank: 1, template, place: 0, slot: "<number>", value: "443", events: 2 },
      { rank: 1, template, place: 0, slot: "<number>", value: "80", events: 1 },
      { rank: 1, template, place: 1, slot: "<number>", value: "1", events: 2 },
      { rank: 1, template, place: 1, slot: "<number>", value: "2", events: 1 },
    ]);
  });

  it("count values beyond a thousand together", async () => {
    const outcome = await analyse(Array.from({ length: 1_005 }, (_, i) => event(i % 60, `agent ${i}`)));
    const all = await tallies(outcome);
    expect(all).toHaveLength(1_001);
    expect(all.at(-1)).toMatchObject({ value: null, events: 5 });
  });

  it("are absent where the source has no command lines", async () => {
    const events = [{ Time: "2024-01-01T00:00:00Z", Path: "/bin/a" }];
    expect((await analyse(events)).slots).toBeUndefined();
  });
});

describe("the guard's summary", () => {
  it("counts the values that occur once, and those that are guarded", async () => {
    const events = ["a", "a", "b", "c"].map((User, i) => Object.assign({}, event(i, "agent"), { User }));
    const { guarded } = await analyse(events, { guard: { fields: ["user.name"], atMost: 2 } });
    expect(guarded).toEqual([{ field: "user.name", atMost: 2, once: 2, values: 3 }]);
  });
});
