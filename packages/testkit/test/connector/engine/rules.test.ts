import {
  contentDigest,
  type ConnectorPlugin,
  type Drill,
  type EventBatch,
  type EventEngine,
  type GroupBatch,
  type Ledger,
  type ReducePlan,
  type Reduction,
} from "@winnow/core";
import { afterAll, describe, expect, it } from "vitest";
import { inverted } from "../../../src/connector/engine/exemplar-rules.ts";
import { engineRules } from "../../../src/connector/engine/rules.ts";
import { closeLeaked, failuresOf, leak, type Broken } from "../broken-connectors.ts";
import { batchOf } from "../memory-engine.ts";
import { soundConnector, soundSettings } from "../sound-connector.ts";

afterAll(closeLeaked);

/** An engine with some answers replaced. */
function engine(spoil: (right: EventEngine) => Partial<EventEngine>): ConnectorPlugin {
  return soundConnector({ engine: (right) => ({ ...right, ...spoil(right) }) });
}

/** An engine whose reductions have some answers replaced. */
function reducing(spoil: (right: Reduction, plan: ReducePlan) => Partial<Reduction>): ConnectorPlugin {
  return engine(({ reduce }) => ({
    reduce: async (plan) => {
      const right = await reduce(plan);
      return { ...right, ...spoil(right, plan) };
    },
  }));
}

function grouping(spoil: (batch: GroupBatch) => GroupBatch): ConnectorPlugin {
  return reducing((right) => ({
    groups: async function* () {
      for await (const batch of right.groups()) yield spoil(batch);
    },
  }));
}

function accounting(spoil: (ledger: Ledger) => Ledger): ConnectorPlugin {
  return reducing((right) => ({ ledger: async () => spoil(await right.ledger()) }));
}

function exemplars(spoil: (batch: EventBatch) => EventBatch): ConnectorPlugin {
  return reducing((right) => ({
    exemplars: async function* (numbers) {
      for await (const batch of right.exemplars(numbers)) yield spoil(batch);
    },
  }));
}

function drilling(spoil: (right: Drill) => Partial<Drill>): ConnectorPlugin {
  return reducing(({ drill }) => ({ drill: { ...drill!, ...spoil(drill!) } }));
}

/** Groups in another order. */
function reordered(batch: GroupBatch, order: (a: number, b: number) => number): GroupBatch {
  const places = Array.from({ length: batch.rows }, (_, place) => place).sort(order);
  const pick = (numbers: Float64Array): Float64Array => Float64Array.from(places, (place) => numbers[place]!);
  const pickTimes = (times: BigInt64Array): BigInt64Array => BigInt64Array.from(places, (place) => times[place]!);
  return {
    rows: batch.rows,
    keys: batch.keys.map((key) =>
      key.type === "text"
        ? { type: "text", values: places.map((place) => key.values[place]!) }
        : { type: "number", values: pick(key.values as Float64Array) },
    ),
    counts: pick(batch.counts),
    firstTimes: pickTimes(batch.firstTimes),
    lastTimes: pickTimes(batch.lastTimes),
    exemplars: pick(batch.exemplars),
  };
}

function byTimeThenDescending({ firstTimes }: GroupBatch): (a: number, b: number) => number {
  return (a, b) => Number(firstTimes[a]! - firstTimes[b]!) || b - a;
}

const without = {} as Reduction;

const brokenEngines: readonly Broken[] = [
  {
    bug: "does not name all columns",
    plugin: engine((right) => ({ columns: async () => (await right.columns()).slice(1) })),
    fails: ["columns-agree"],
  },
  {
    bug: "returns a longer sample than asked for",
    plugin: engine((right) => ({ sample: async (limit) => right.sample(limit + 1) })),
    fails: ["columns-agree"],
  },
  {
    bug: "invents a sample",
    plugin: engine(() => ({ sample: async () => batchOf([{ user: "mallory" }]) })),
    fails: ["columns-agree"],
  },
  {
    bug: "counts an event too many in a group",
    plugin: grouping((batch) => ({ ...batch, counts: batch.counts.map((count, i) => (i === 1 ? count + 1 : count)) })),
    fails: ["groups-exact", "ledger-adds-up", "memberships-complete", "histogram-adds-up", "activity-adds-up"],
  },
  {
    bug: "cuts first times to minutes",
    plugin: grouping((batch) => ({
      ...batch,
      firstTimes: batch.firstTimes.map((time) => time - (time % 60_000_000n)),
    })),
    fails: ["groups-exact", "exemplars-answer", "histogram-adds-up"],
  },
  {
    bug: "splits a group",
    plugin: reducing((right, { keys }) => ({
      groups: async function* () {
        yield* right.groups();
        if (keys.length === 1) yield* right.groups();
      },
    })),
    fails: ["groups-exact", "drill-down-complete", "memberships-complete", "histogram-adds-up", "activity-adds-up"],
  },
  {
    bug: "numbers groups of one instant differently in every reduction",
    plugin: engine(({ reduce }) => {
      let reductions = 0;
      return {
        reduce: async (plan) => {
          const right = await reduce(plan);
          const isEven = reductions++ % 2 === 0;
          return {
            ...right,
            groups: async function* () {
              for await (const batch of right.groups())
                yield isEven ? batch : reordered(batch, byTimeThenDescending(batch));
            },
          };
        },
      };
    }),
    fails: ["groups-repeatable"],
  },
  {
    bug: "continues where the last reader of its groups stopped",
    plugin: reducing((right) => {
      let left = right.groups()[Symbol.asyncIterator]();
      return {
        groups: async function* () {
          for (let next = await left.next(); !next.done; next = await left.next()) yield next.value;
          left = right.groups()[Symbol.asyncIterator]();
        },
      };
    }),
    fails: ["groups-repeatable"],
  },
  {
    bug: "returns its groups only once",
    plugin: reducing((right) => {
      const once = right.groups();
      return { groups: () => once };
    }),
    fails: ["groups-repeatable", "reductions-independent"],
  },
  {
    bug: "returns groups of one instant in any order",
    plugin: reducing((right) => {
      let calls = 0;
      return {
        groups: async function* () {
          const isFirst = calls++ === 0;
          for await (const batch of right.groups())
            yield isFirst ? batch : reordered(batch, byTimeThenDescending(batch));
        },
      };
    }),
    fails: ["groups-repeatable", "reductions-independent"],
  },
  {
    bug: "returns the groups in order of their counts",
    plugin: reducing((right, { keys }) => ({
      groups: async function* () {
        for await (const batch of right.groups()) {
          yield keys.length === 1 ? batch : reordered(batch, (a, b) => batch.counts[b]! - batch.counts[a]! || b - a);
        }
      },
    })),
    fails: ["groups-ascending"],
  },
  {
    bug: "forgets the filtered events",
    plugin: accounting((ledger) => ({ ...ledger, filtered: 0 })),
    fails: ["ledger-adds-up"],
  },
  {
    bug: "knows the ledger only after the groups were read",
    plugin: reducing((right) => {
      let isRead = false;
      return {
        groups: async function* () {
          yield* right.groups();
          isRead = true;
        },
        ledger: async () =>
          isRead ? right.ledger() : { read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} },
      };
    }),
    fails: ["rejects-accounted", "ledger-adds-up"],
  },
  {
    bug: "does not count rejects",
    plugin: accounting((ledger) => ({ ...ledger, rejected: 0, reasons: {} })),
    fails: ["rejects-accounted"],
  },
  {
    bug: "returns no rejects",
    plugin: reducing(() => ({
      rejects: async function* () {},
    })),
    fails: ["rejects-accounted"],
  },
  {
    bug: "answers every question from its last reduction",
    plugin: engine(({ reduce }) => {
      let last = without;
      return {
        reduce: async (plan) => {
          last = await reduce(plan);
          return {
            ...last,
            groups: () => last.groups(),
            ledger: () => last.ledger(),
            exemplars: (numbers) => last.exemplars(numbers),
            drill: { ...last.drill!, events: (query) => last.drill!.events(query) },
          };
        },
      };
    }),
    fails: ["reductions-independent"],
  },
  {
    bug: "keeps only the events of its last reduction",
    plugin: engine(({ reduce }) => {
      let last = without;
      return {
        reduce: async (plan) => {
          const right = await reduce(plan);
          last = right;
          return { ...right, drill: { ...right.drill!, events: (query) => last.drill!.events(query) } };
        },
      };
    }),
    fails: ["reductions-independent"],
  },
  {
    bug: "disposes of all reductions at once",
    plugin: engine(({ reduce }) => {
      let isDisposed = false;
      return {
        reduce: async (plan) => {
          const right = await reduce(plan);
          isDisposed = false;
          return {
            ...right,
            groups: async function* () {
              if (!isDisposed) yield* right.groups();
            },
            [Symbol.asyncDispose]: async () => {
              isDisposed = true;
            },
          };
        },
      };
    }),
    fails: ["reductions-independent"],
  },
  {
    bug: "returns exemplars in ascending order",
    plugin: reducing((right) => ({ exemplars: (numbers) => right.exemplars([...numbers].sort((a, b) => a - b)) })),
    fails: ["exemplars-answer", "exemplars-by-content", "drill-down-rows"],
  },
  {
    bug: "returns an exemplar once that was asked for twice",
    plugin: reducing((right) => ({ exemplars: (numbers) => right.exemplars([...new Set(numbers)]) })),
    fails: ["exemplars-answer"],
  },
  {
    bug: "returns exemplars without their numbers",
    plugin: exemplars(({ columns, rows, values }) => ({ columns, rows, values })),
    fails: ["exemplars-answer", "drill-down-rows"],
  },
  {
    bug: "numbers exemplars by their place in the answer",
    plugin: exemplars((batch) => ({ ...batch, dataRows: Float64Array.from({ length: batch.rows }, (_, i) => i) })),
    fails: ["exemplars-answer", "drill-down-rows"],
  },
  {
    bug: "cuts exemplars when they are asked for again",
    plugin: reducing((right) => {
      let calls = 0;
      return {
        exemplars: async function* (numbers) {
          const isFirst = calls++ === 0;
          for await (const batch of right.exemplars(numbers)) {
            yield isFirst ? batch : { ...batch, values: batch.values.map((column) => column.map(() => null)) };
          }
        },
      };
    }),
    fails: ["reductions-independent", "exemplars-answer", "drill-down-rows"],
  },
  {
    bug: "cannot be disposed of twice",
    plugin: reducing((right) => {
      let isDisposed = false;
      return {
        [Symbol.asyncDispose]: async () => {
          if (isDisposed) throw new Error("no such table");
          isDisposed = true;
          await right[Symbol.asyncDispose]();
        },
      };
    }),
    fails: ["disposal-repeatable"],
  },
  {
    bug: "drills down to rows in ascending order",
    plugin: drilling((right) => ({
      events: (query) => right.events(query.rows ? { ...query, rows: [...query.rows].sort((a, b) => a - b) } : query),
    })),
    fails: ["drill-down-rows"],
  },
  {
    bug: "chooses the latest event as the exemplar",
    plugin: reducing((right) => ({
      groups: async function* () {
        const last = new Map<number, number>();
        for await (const { rows, groups } of right.drill!.memberships!()) {
          for (const [i, row] of rows.entries()) last.set(groups[i]!, row);
        }
        for await (const batch of right.groups()) {
          yield { ...batch, exemplars: batch.exemplars.map((_, group) => last.get(group)!) };
        }
      },
    })),
    fails: ["exemplars-answer", "exemplars-by-content"],
  },
  {
    bug: "chooses the earliest event with the largest digest as the exemplar",
    plugin: engine(({ reduce }) => ({
      reduce: (plan) => reduce({ ...plan, digest: inverted(plan.digest ?? contentDigest) }),
    })),
    fails: ["exemplars-by-content"],
  },
  {
    bug: "ignores the digest of the plan",
    plugin: engine(({ reduce }) => ({ reduce: (plan) => reduce({ ...plan, digest: contentDigest }) })),
    fails: ["exemplars-by-content"],
  },
  {
    bug: "does not drill down",
    plugin: reducing(() => ({ drill: undefined as never })),
    fails: [
      "events-once",
      "rejects-accounted",
      "gaps-reported",
      "drill-down-complete",
      "drill-down-ordered",
      "drill-down-rows",
      "memberships-complete",
      "histogram-adds-up",
      "activity-adds-up",
    ],
  },
  {
    bug: "ignores the groups asked for",
    plugin: drilling((right) => ({ events: ({ groups: _, ...query }) => right.events(query) })),
    fails: ["drill-down-complete"],
  },
  {
    bug: "ignores the limit",
    plugin: drilling((right) => ({ events: ({ limit: _, ...query }) => right.events(query) })),
    fails: ["drill-down-complete", "drill-down-rows"],
  },
  {
    bug: "returns the events of groups in descending order",
    plugin: drilling((right) => ({
      events: async function* (query) {
        for await (const { columns, rows, values, dataRows } of right.events(query)) {
          if (query.groups === undefined) yield { columns, rows, values, dataRows: dataRows! };
          else
            yield {
              columns,
              rows,
              values: values.map((cells) => cells.toReversed()),
              dataRows: dataRows!.toReversed(),
            };
        }
      },
    })),
    fails: ["drill-down-ordered"],
  },
  {
    bug: "returns the events of groups without data rows",
    plugin: drilling((right) => ({
      events: async function* (query) {
        for await (const { dataRows, ...batch } of right.events(query)) {
          yield query.groups === undefined ? { ...batch, dataRows: dataRows! } : batch;
        }
      },
    })),
    fails: ["drill-down-ordered"],
  },
  {
    bug: "forgets a member",
    plugin: drilling((right) => ({
      memberships: async function* () {
        for await (const { rows, groups } of right.memberships!()) {
          yield { rows: rows.slice(1), groups: groups.slice(1) };
        }
      },
    })),
    fails: ["memberships-complete"],
  },
  {
    bug: "omits the last event from histograms",
    plugin: drilling((right) => ({
      histogram: async (query, buckets) => {
        const histogram = await right.histogram(query, buckets);
        const last = histogram.counts.findLastIndex((count) => count > 0);
        return { ...histogram, counts: histogram.counts.map((count, i) => (i === last ? count - 1 : count)) };
      },
    })),
    fails: ["histogram-adds-up"],
  },
  {
    bug: "returns a step too many",
    plugin: drilling((right) => ({ histogram: (query, buckets) => right.histogram(query, buckets + 1) })),
    fails: ["histogram-adds-up"],
  },
  {
    bug: "counts the activity of some events only",
    plugin: drilling((right) => ({
      activity: async (steps) => {
        const activity = await right.activity!(steps);
        return {
          ...activity,
          groups: activity.groups.slice(1),
          steps: activity.steps.slice(1),
          counts: activity.counts.slice(1),
        };
      },
    })),
    fails: ["activity-adds-up"],
  },
  {
    bug: "keeps a file open after it was closed",
    plugin: engine(() => ({ close: async () => leak() })),
    fails: ["releases"],
  },
];

describe("connectorChecks", () => {
  it("passes a correct engine in every check", async () => {
    expect(await failuresOf(soundConnector())).toEqual([]);
  });

  it("passes an engine without times, memberships and activity", async () => {
    const { time: _, ...settings } = soundSettings;
    const plugin = drilling(() => ({ memberships: undefined as never, activity: undefined as never }));
    expect(await failuresOf(plugin, settings)).toEqual([]);
  });

  for (const { bug, plugin, fails } of brokenEngines) {
    it(`detects an engine that ${bug}`, async () => {
      expect(await failuresOf(plugin)).toEqual(fails);
    });
  }

  it("detects a bug with every check of engines", () => {
    const found = new Set(brokenEngines.flatMap(({ fails }) => fails));
    expect(engineRules.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });
});
