import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildProcessForest, parentOf, processJson, type ProcessNode, type ProcessStart } from "../../src/index.ts";
import { shuffled, start } from "../support/records.ts";

/** Small histories in which pids are reused, times tie and names are left out, true of no real machine. */
const history: fc.Arbitrary<ProcessStart[]> = fc
  .array(
    fc.record({
      at: fc.nat(6),
      host: fc.constantFrom("host-a", "host-b"),
      pid: fc.constantFrom("1", "2", "3", ""),
      parentPid: fc.constantFrom("1", "2", "3", "4", ""),
      name: fc.constantFrom("x", "y", ""),
      parentName: fc.constantFrom("x", "y", ""),
    }),
    { maxLength: 14 },
  )
  // Command lines that all differ: no two records are of one start.
  .map((all) =>
    all.map((parts, event) => start({ ...parts, event, commandLine: `c${String(event).padStart(2, "0")}` })),
  );

const mayBe = (name: string, other: string): boolean => name === "" || other === "" || name === other;

/** By the words of the rule alone: every other record is looked at for every child. */
function referenceParent(child: ProcessStart, records: readonly ProcessStart[]): ProcessStart | undefined {
  if (child.parentPid === "" || child.parentPid === child.pid) return undefined;
  const owners = records.filter(
    (other) =>
      other !== child && other.host === child.host && other.pid === child.parentPid && other.time! <= child.time!,
  );
  const latest = owners.reduce((time, { time: other }) => (other! > time ? other! : time), -1n);
  return owners
    .filter(({ time, name }) => time === latest && mayBe(name, child.parentName))
    .sort((a, b) => (contentOf(a) < contentOf(b) ? -1 : 1))
    .at(-1);
}

/** What settles ties, in the order in which it does. */
function contentOf({ pid, parentPid, name, commandLine }: ProcessStart): string {
  return [pid, parentPid, name, commandLine].join("\0");
}

describe("parents", () => {
  it("are those of a search through all records, for any history", () => {
    fc.assert(
      fc.property(history, (records) => {
        const { graph, findings, nodeOf } = buildProcessForest(records);
        const cut = new Set(findings.cycles.map(([first]) => first));
        for (const child of records) {
          const node = nodeOf(child.event)!;
          const expected = referenceParent(child, records);
          const parent = parentOf(graph, node);
          if (cut.has(node)) expect(parent).toBeUndefined();
          else if (expected !== undefined) expect(parent).toBe(nodeOf(expected.event));
          else if (child.parentPid === "") expect(parent).toBeUndefined();
          else expect(graph.getNodeAttribute(parent!, "kind")).toBe("missing");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("that are missing are shared by children one after the other, and by no others", () => {
    fc.assert(
      fc.property(history, (records) => {
        const { graph, nodeOf } = buildProcessForest(records);
        graph.forEachNode((node, attributes) => {
          if (attributes.kind !== "missing") return;
          const children = graph.outNeighbors(node).map((child) => graph.getNodeAttributes(child) as ProcessNode);
          const events = children.map(({ events: [event] }) => records[event!]!);
          const names = new Set(events.map(({ parentName }) => parentName).filter((name) => name !== ""));
          expect(names.size).toBeLessThanOrEqual(1);
          expect(new Set(events.map(({ host, parentPid }) => `${host} ${parentPid}`)).size).toBe(1);
          const [first, last] = [events[0]!, events.at(-1)!];
          const between = records.filter(
            ({ host, pid, time }) =>
              host === first.host && pid === first.parentPid && time! > first.time! && time! <= last.time!,
          );
          expect(between).toEqual([]);
          expect(attributes.seen).toBe(first.time);
        });
        expect(records.every(({ event }) => nodeOf(event) !== undefined)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never make a cycle, and every process is in the graph once", () => {
    fc.assert(
      fc.property(history, (records) => {
        const { graph, findings } = buildProcessForest(records);
        expect(graph.order).toBe(records.length + findings.missing);
        graph.forEachNode((node, { kind }) => {
          expect(graph.inDegree(node)).toBeLessThanOrEqual(1);
          let above: string | undefined = node;
          for (let steps = 0; above !== undefined; steps++) {
            expect(steps).toBeLessThanOrEqual(graph.order);
            above = parentOf(graph, above);
          }
          if (kind === "missing") expect(graph.outDegree(node)).toBeGreaterThan(0);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("and all else are the same whatever the order of the records", () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { minLength: 1, maxLength: 14 }), (records, order) => {
        const text = (of: readonly ProcessStart[]): string => [...processJson(buildProcessForest(of).graph)].join("");
        expect(text(shuffled(records, order))).toBe(text(records));
        // The rows of a shuffled file have other numbers, which no more than name the events.
        const renumbered = shuffled(records, order).map((record, event) => ({ ...record, event }));
        const events = /"events":\[[0-9,]*\]/g;
        expect(text(renumbered).replace(events, "")).toBe(text(records).replace(events, ""));
      }),
      { numRuns: 300 },
    );
  });
});

interface Lived {
  readonly record: ProcessStart;
  readonly parent: Lived | undefined;
}

/** A machine that starts and ends processes and gives free pids again, programs all of their own name. */
const machine: fc.Arbitrary<readonly Lived[]> = fc
  .array(fc.record({ pid: fc.nat(5), parent: fc.nat(20), entity: fc.boolean() }), { maxLength: 40 })
  .map((steps) => {
    const alive = new Map<string, Lived>();
    return steps.map(({ pid, parent, entity }, at) => {
      const others = [...alive.values()].filter(({ record }) => record.pid !== String(pid));
      const above = others[parent % Math.max(1, others.length)];
      const record = start({
        at,
        event: at,
        pid: String(pid),
        name: `program ${at}`,
        ...(entity ? { entityId: `{${at + 1}}` } : {}),
        ...(above === undefined
          ? {}
          : {
              parentPid: above.record.pid,
              parentName: above.record.name,
              ...(above.record.entityId === undefined ? {} : { parentEntityId: above.record.entityId }),
            }),
      });
      const lived: Lived = { record, parent: above };
      alive.set(record.pid, lived);
      return lived;
    });
  });

describe("the history of a machine", () => {
  it("comes out as it was, and of lost records one parent is left for all their children", () => {
    fc.assert(
      fc.property(machine, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (all, lost) => {
        const kept = all.filter((_, index) => !lost[index]);
        const { graph, nodeOf } = buildProcessForest(kept.map(({ record }) => record));
        const missing = new Map<Lived, string>();
        for (const { record, parent } of kept) {
          const found = parentOf(graph, nodeOf(record.event)!);
          if (parent === undefined) expect(found).toBeUndefined();
          else if (kept.includes(parent)) expect(found).toBe(nodeOf(parent.record.event));
          else {
            expect(graph.getNodeAttribute(found!, "name")).toBe(parent.record.name);
            expect(found).toBe(missing.get(parent) ?? found);
            missing.set(parent, found!);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
