import { describe, expect, it } from "vitest";
import { loadProfile, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench } from "../support/plugins.ts";

const SECRET = "Zx9_Tr0ub4dor";
const events: readonly Event[] = ["net user bob", "net user bob", "net user eve"].map((command, minute) => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path: "/bin/net",
  CommandLine: `${command} ${SECRET} /add`,
  User: `svc --password ${SECRET}`,
}));

async function outcomeOf(changes: object): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(events));
  const data = {
    profile: "winnow/v1",
    name: "toy",
    source: { use: "memory" },
    features: [{ use: "toy" }],
    cluster: { use: "linkage", with: { eps: 0, least: 2 } },
    guard: ["process.command_line", "user.name"],
    ...changes,
  };
  return run(await loadProfile({ data }, { registry }));
}

/** All that sinks can see of the events. */
async function everything(outcome: RunOutcome): Promise<string> {
  const parts: unknown[] = [outcome.exemplars, outcome.foldedEvents, outcome.rows, outcome.guarded, outcome.manifest];
  parts.push(outcome.analysis.groups.dictionaries);
  for await (const batch of outcome.events({})) parts.push(batch.values);
  for await (const reject of outcome.rejects!()) parts.push(reject);
  return JSON.stringify(parts, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

describe("a run that redacts", () => {
  it("shows no secret anywhere, and the same mask for the same secret", async () => {
    const seen = await everything(await outcomeOf({ redact: { key: "0123456789abcdef" } }));
    expect(seen).not.toContain(SECRET);
    expect(new Set(seen.match(/<secret:[0-9a-f]{10}>/g)).size).toBe(1);
  });

  it("finds the same rows as one that does not", async () => {
    const [plain, masked] = [await outcomeOf({}), await outcomeOf({ redact: {} })];
    expect(await everything(plain)).toContain(SECRET);
    const shape = ({ rows }: RunOutcome): unknown =>
      rows.map(({ rank, clusterId, size, folded }) => ({ rank, clusterId, size, folded: folded.length }));
    expect(shape(masked)).toEqual(shape(plain));
  });

  it("keeps a key that stands in the profile out of the manifest", async () => {
    const { manifest } = await outcomeOf({ redact: { key: "0123456789abcdef" } });
    expect(JSON.stringify(manifest)).not.toContain("0123456789abcdef");
  });
});

describe("the marks of a run", () => {
  it("are those of the profile and of the caller, by time", async () => {
    const { registry } = bench(new MemoryEngine(events));
    const data = {
      profile: "winnow/v1",
      name: "toy",
      source: { use: "memory" },
      features: [{ use: "toy" }],
      cluster: { use: "linkage", with: { eps: 0, least: 2 } },
      marks: [{ at: "1970-01-01T00:00:02Z", label: "alert" }],
    };
    const outcome = await run(await loadProfile({ data }, { registry }), { marks: [{ time: 1n, label: "before" }] });
    expect(outcome.marks).toEqual([
      { time: 1n, label: "before" },
      { time: 2_000_000n, label: "alert" },
    ]);
  });
});
