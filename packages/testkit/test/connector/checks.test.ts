import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ConnectorPlugin, EventBatch, EventEngine, GroupBatch, Ledger, RunContext } from "@winnow/core";
import { afterAll, describe, expect, it } from "vitest";
import { connectorRules } from "../../src/connector/checks.ts";
import { connectorChecks } from "../../src/index.ts";
import type { ConnectorSettings } from "../../src/index.ts";
import {
  batchOf,
  broken,
  EVENTS,
  GAP,
  SECRET,
  soundBatches,
  soundConnector,
  soundSchema,
  soundSettings,
  soundStream,
  type Parts,
  type SoundOptions,
} from "./sound-connector.ts";

const streamSettings: ConnectorSettings = { ...soundSettings, gives: "stream" };

async function failuresOf(plugin: ConnectorPlugin, settings = soundSettings): Promise<string[]> {
  const failures: string[] = [];
  for (const check of connectorChecks(plugin, settings)) await check.run().catch(() => failures.push(check.id));
  return failures;
}

/** A stream that spoils its batches. */
function streaming(spoil: (batch: EventBatch, options: SoundOptions) => EventBatch): ConnectorPlugin {
  return soundStream({
    batches: async function* (options, context) {
      for await (const batch of soundBatches(options, context)) yield spoil(batch, options);
    },
  });
}

/** An engine that spoils some of its answers. */
function engine(spoil: (engine: EventEngine) => Partial<EventEngine>): ConnectorPlugin {
  return soundConnector({
    engine: (right) => {
      const parts = spoil(right);
      return new Proxy(right, {
        get: (target, name) => {
          const value = (name in parts ? parts : target)[name as keyof EventEngine];
          return typeof value === "function" ? (value as () => unknown).bind(target) : value;
        },
      });
    },
  });
}

function grouping(spoil: (batch: GroupBatch) => GroupBatch): ConnectorPlugin {
  return engine((right) => ({
    reduce: async function* (plan) {
      for await (const batch of right.reduce(plan)) yield spoil(batch);
    },
  }));
}

function accounting(spoil: (ledger: Ledger) => Ledger): ConnectorPlugin {
  return engine((right) => ({ ledger: async () => spoil(await right.ledger()) }));
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const withoutSignal = (context: RunContext): RunContext => ({ ...context, signal: new AbortController().signal });
const leaked: number[] = [];
afterAll(() => {
  for (const descriptor of leaked) closeSync(descriptor);
});

function leak(): void {
  leaked.push(openSync(fileURLToPath(import.meta.url), "r"));
}

let readings = 0;

interface Broken {
  readonly fault: string;
  readonly plugin: ConnectorPlugin;
  readonly fails: readonly string[];
}

function schemaWith(part: Partial<Parts["options"]["~standard"]>): Parts["options"] {
  return { "~standard": { ...soundSchema["~standard"], ...part } };
}

const brokenStreams: readonly Broken[] = [
  {
    fault: "accepts unknown options",
    plugin: soundStream({
      options: schemaWith({
        validate: (value) => ({ value: { source: "whole", token: SECRET, ...(value as object) } }),
      }),
    }),
    fails: ["options-strict"],
  },
  {
    fault: "changes options that are complete",
    plugin: soundStream({
      options: schemaWith({
        validate: async (value) => {
          const result = await soundSchema["~standard"].validate(value);
          return result.issues ? result : { value: { ...result.value, token: `${result.value.token}!` } };
        },
      }),
    }),
    fails: ["options-defaults"],
  },
  {
    fault: "describes an open object",
    plugin: soundStream({
      options: schemaWith({ jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) } }),
    }),
    fails: ["options-json-schema"],
  },
  {
    fault: "starts although it was stopped",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, options.source === "slow" ? context : withoutSignal(context)),
    }),
    fails: ["abort-before"],
  },
  {
    fault: "goes on when it is stopped",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, options.source === "slow" ? withoutSignal(context) : context),
    }),
    fails: ["abort-prompt"],
  },
  {
    fault: "loses an event between batches",
    plugin: streaming((batch) => {
      const rows = batch.rows < 5 ? batch.rows : 4;
      return { ...batch, rows, values: batch.values.map((column) => column.slice(0, rows)) };
    }),
    fails: ["events-once", "rejects-accounted", "gaps-reported"],
  },
  {
    fault: "gives a batch twice",
    plugin: soundStream({
      batches: async function* (options, context) {
        for await (const batch of soundBatches(options, context)) {
          yield batch;
          if (batch.rows === 2) yield batch;
        }
      },
    }),
    fails: ["events-once"],
  },
  {
    fault: "trims a value",
    plugin: streaming((batch, { source }) => ({
      ...batch,
      values:
        source === "whole"
          ? batch.values.map((column) => column.map((value) => value?.replace("<", "") ?? value))
          : batch.values,
    })),
    fails: ["events-once"],
  },
  {
    fault: "gives numbers for text",
    plugin: streaming((batch, { source }) => ({
      ...batch,
      columns: [...batch.columns, "n"],
      values: [...batch.values, batch.values[0]!.map(() => (source === "whole" ? (1 as never) : null))],
    })),
    fails: ["events-once", "values-text"],
  },
  {
    fault: "names a column twice",
    plugin: streaming((batch) => ({
      ...batch,
      columns: [...batch.columns, "user"],
      values: [...batch.values, batch.values[batch.columns.indexOf("user")]!],
    })),
    fails: ["batches-well-formed"],
  },
  {
    fault: "has columns of different lengths",
    plugin: streaming((batch) => ({ ...batch, values: batch.values.map((column) => [...column, null]) })),
    fails: ["batches-well-formed"],
  },
  {
    fault: "turns the order around each time",
    plugin: soundStream({
      batches: async function* (options, context) {
        const batches: EventBatch[] = [];
        for await (const batch of soundBatches(options, context)) batches.push(batch);
        readings++;
        yield* readings % 2 === 0 || options.source !== "whole" ? batches : batches.reverse();
      },
    }),
    fails: ["repeatable"],
  },
  {
    fault: "changes its options",
    plugin: soundStream({
      batches: (options, context) => {
        (options as { token: string }).token = "";
        return soundBatches(options, context);
      },
    }),
    fails: ["input-untouched"],
  },
  {
    fault: "fails where there is nothing",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "empty") throw broken({});
        yield* soundBatches(options, context);
      },
    }),
    fails: ["no-events"],
  },
  { fault: "is silent about rejects", plugin: soundStream({ rejects: () => [] }), fails: ["rejects-accounted"] },
  {
    fault: "gives no reason for rejects",
    plugin: soundStream({
      rejects: ({ source }) =>
        source === "unreadable" ? [1, 2].map((line) => ({ file: "a.log", line, reason: "", text: "" })) : [],
    }),
    fails: ["rejects-accounted"],
  },
  {
    fault: "leaves a file open",
    plugin: soundStream({
      batches: (options, context) => {
        leak();
        return soundBatches(options, context);
      },
    }),
    fails: ["releases"],
  },
  {
    fault: "ends where it breaks off",
    plugin: soundStream({
      batches: async function* (options, context) {
        yield* soundBatches(options.source === "broken" ? { ...options, source: "unreadable" } : options, context);
      },
    }),
    fails: ["breaks-loudly"],
  },
  {
    fault: "breaks off with an error without a code",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "broken") throw new Error("socket hang up");
        yield* soundBatches(options, context);
      },
    }),
    fails: ["breaks-loudly"],
  },
  {
    fault: "keeps quiet about a gap",
    plugin: soundStream({ batches: (options, context) => soundBatches(options, { ...context, gap: () => {} }) }),
    fails: ["gaps-reported"],
  },
  {
    fault: "tells of a gap that ends before it begins",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, { ...context, gap: () => context.gap({ ...GAP, from: GAP.to, to: GAP.from }) }),
    }),
    fails: ["gaps-reported"],
  },
  {
    fault: "has its token in the cause of an error",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "broken") throw broken({}, { cause: { headers: { authorization: options.token } } });
        yield* soundBatches(options, context);
      },
    }),
    fails: ["secrets-kept"],
  },
  {
    fault: "has its token in a warning",
    plugin: soundStream({
      batches: (options, context) => {
        context.warn(`asking with ${options.token}`);
        return soundBatches(options, context);
      },
    }),
    fails: ["secrets-kept"],
  },
  {
    fault: "has its token in a probe",
    plugin: soundStream({
      probe: async function* ({ token }) {
        yield { subject: "credentials", ok: false, detail: `${token} was refused` };
      },
    }),
    fails: ["secrets-kept"],
  },
];

const brokenEngines: readonly Broken[] = [
  {
    fault: "does not name all columns",
    plugin: engine((right) => ({ columns: async () => (await right.columns()).slice(1) })),
    fails: ["columns-agree"],
  },
  {
    fault: "gives a longer sample than asked for",
    plugin: engine((right) => ({ sample: async (limit) => right.sample(limit + 1) })),
    fails: ["columns-agree"],
  },
  {
    fault: "makes up a sample",
    plugin: engine(() => ({ sample: async () => batchOf([{ user: "mallory" }]) })),
    fails: ["columns-agree"],
  },
  {
    fault: "counts a group too high",
    plugin: grouping((batch) => ({ ...batch, counts: batch.counts.map((count, i) => (i === 1 ? count + 1 : count)) })),
    fails: ["groups-exact", "ledger-adds-up", "memberships-complete", "histogram-adds-up", "activity-adds-up"],
  },
  {
    fault: "cuts first times to minutes",
    plugin: grouping((batch) => ({
      ...batch,
      firstTimes: batch.firstTimes.map((time) => time - (time % 60_000_000n)),
    })),
    fails: ["groups-exact", "exemplars-answer", "histogram-adds-up"],
  },
  {
    fault: "parts a group in two",
    plugin: engine((right) => ({
      reduce: async function* (plan) {
        for await (const batch of right.reduce(plan)) {
          yield batch;
          if (plan.keys.length === 1) yield batch;
        }
      },
    })),
    fails: ["groups-exact", "drill-down-complete", "memberships-complete", "histogram-adds-up", "activity-adds-up"],
  },
  {
    fault: "forgets what was filtered",
    plugin: accounting((ledger) => ({ ...ledger, filtered: 0 })),
    fails: ["ledger-adds-up"],
  },
  {
    fault: "does not count rejects",
    plugin: accounting((ledger) => ({ ...ledger, rejected: 0, reasons: {} })),
    fails: ["rejects-accounted"],
  },
  {
    fault: "answers rows in ascending order",
    plugin: engine((right) => ({
      events: (query) => right.events(query.rows ? { ...query, rows: [...query.rows].sort((a, b) => a - b) } : query),
    })),
    fails: ["exemplars-answer"],
  },
  {
    fault: "takes the latest event for the exemplar",
    plugin: engine((right) => ({
      reduce: async function* (plan) {
        for await (const batch of right.reduce(plan)) {
          const last = new Map<number, number>();
          for await (const { rows, groups } of right.memberships!())
            rows.forEach((row, i) => last.set(groups[i]!, row));
          yield { ...batch, exemplars: batch.exemplars.map((_, group) => last.get(group)!) };
        }
      },
    })),
    fails: ["exemplars-answer"],
  },
  {
    fault: "ignores which groups are asked for",
    plugin: engine((right) => ({ events: ({ groups: _, ...query }) => right.events(query) })),
    fails: ["drill-down-complete"],
  },
  {
    fault: "ignores the limit",
    plugin: engine((right) => ({ events: ({ limit: _, ...query }) => right.events(query) })),
    fails: ["drill-down-complete"],
  },
  {
    fault: "forgets a member",
    plugin: engine((right) => ({
      memberships: async function* () {
        for await (const { rows, groups } of right.memberships!()) {
          yield { rows: rows.slice(1), groups: groups.slice(1) };
        }
      },
    })),
    fails: ["memberships-complete"],
  },
  {
    fault: "leaves the last event out of histograms",
    plugin: engine((right) => ({
      histogram: async (query, buckets) => {
        const histogram = await right.histogram(query, buckets);
        const last = histogram.counts.findLastIndex((count) => count > 0);
        return { ...histogram, counts: histogram.counts.map((count, i) => (i === last ? count - 1 : count)) };
      },
    })),
    fails: ["histogram-adds-up"],
  },
  {
    fault: "gives a step too many",
    plugin: engine((right) => ({ histogram: (query, buckets) => right.histogram(query, buckets + 1) })),
    fails: ["histogram-adds-up"],
  },
  {
    fault: "counts activity of some events only",
    plugin: engine((right) => ({
      activity: async (steps) => {
        const { groups, ...activity } = await right.activity!(steps);
        return {
          ...activity,
          groups: groups.slice(1),
          steps: activity.steps.slice(1),
          counts: activity.counts.slice(1),
        };
      },
    })),
    fails: ["activity-adds-up"],
  },
  {
    fault: "keeps a file open after it was closed",
    plugin: engine(() => ({ close: async () => leak() })),
    fails: ["releases"],
  },
  {
    fault: "answers nothing about rejects",
    plugin: engine(() => ({ rejects: () => each([]) })),
    fails: ["rejects-accounted"],
  },
];

describe("connectorChecks", () => {
  it("passes a sound engine and a sound stream in everything", async () => {
    expect(await failuresOf(soundConnector())).toEqual([]);
    expect(await failuresOf(soundStream(), streamSettings)).toEqual([]);
  });

  it("passes an engine that leaves out what it may, without a time", async () => {
    const { time: _, ...settings } = soundSettings;
    expect(
      await failuresOf(
        engine(() => ({ memberships: undefined as never, activity: undefined as never })),
        settings,
      ),
    ).toEqual([]);
  });

  for (const { fault, plugin, fails } of brokenStreams) {
    it(`finds out a stream that ${fault}`, async () => {
      expect(await failuresOf(plugin, streamSettings)).toEqual(fails);
    });
  }

  for (const { fault, plugin, fails } of brokenEngines) {
    it(`finds out an engine that ${fault}`, async () => {
      expect(await failuresOf(plugin)).toEqual(fails);
    });
  }

  it("has a broken connector for every check", () => {
    const found = new Set([...brokenStreams, ...brokenEngines].flatMap(({ fails }) => fails));
    expect(connectorRules.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });

  it("leaves out what does not concern a connector", () => {
    const ids = connectorChecks(soundStream(), { options: {}, gives: "stream", events: EVENTS }).map(({ id }) => id);
    expect(ids).toEqual([
      "options-strict",
      "options-defaults",
      "options-json-schema",
      "abort-before",
      "events-once",
      "values-text",
      "batches-well-formed",
      "repeatable",
      "input-untouched",
      "releases",
    ]);
  });

  it("says which events are missing and which are too many", async () => {
    const settings = { ...streamSettings, events: [...EVENTS.slice(1), { user: "mallory" }] };
    const check = connectorChecks(soundStream(), settings).find(({ id }) => id === "events-once")!;
    const text = await check.run().catch((error: unknown) => (error as { format(): string }).format());
    expect(text).toBe(
      'WN2101 connector "sound" fails "events-once": 1 of 12 events did not arrive, such as [["user","mallory"]]; ' +
        "1 events arrived that the source does not hold so often, such as " +
        '[["image","C:\\\\.exe"],["note","<b>\u{1f600}"],["time","2026-01-01T10:00:07.000Z"],["user","alice"]]\n' +
        "  Every event that the source holds MUST arrive exactly once, with all its values as the source wrote them.",
    );
  });
});
