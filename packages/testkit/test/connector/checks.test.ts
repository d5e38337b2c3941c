import type { ConnectorPlugin, EventBatch, RunContext } from "@winnow/core";
import { afterAll, describe, expect, it } from "vitest";
import { connectorRules } from "../../src/connector/checks.ts";
import { engineRules } from "../../src/connector/engine/rules.ts";
import { connectorChecks } from "../../src/index.ts";
import type { ConnectorSettings } from "../../src/index.ts";
import { closeLeaked, failuresOf, leak, type Broken } from "./broken-connectors.ts";
import {
  broken,
  EVENTS,
  GAP,
  SECRET,
  soundBatches,
  soundSchema,
  soundSettings,
  soundStream,
  type Parts,
  type SoundOptions,
} from "./sound-connector.ts";

afterAll(closeLeaked);

const streamSettings: ConnectorSettings = { ...soundSettings, gives: "stream" };

/** A stream that spoils its batches. */
function streaming(spoil: (batch: EventBatch, options: SoundOptions) => EventBatch): ConnectorPlugin {
  return soundStream({
    batches: async function* (options, context) {
      for await (const batch of soundBatches(options, context)) yield spoil(batch, options);
    },
  });
}

const withoutSignal = (context: RunContext): RunContext => ({ ...context, signal: new AbortController().signal });
let readings = 0;

function schemaWith(part: Partial<Parts["options"]["~standard"]>): Parts["options"] {
  return { "~standard": { ...soundSchema["~standard"], ...part } };
}

const brokenStreams: readonly Broken[] = [
  {
    bug: "accepts unknown options",
    plugin: soundStream({
      options: schemaWith({
        validate: (value) => ({ value: { source: "whole", token: SECRET, ...(value as object) } }),
      }),
    }),
    fails: ["options-strict"],
  },
  {
    bug: "changes options that are complete",
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
    bug: "describes an open object",
    plugin: soundStream({
      options: schemaWith({ jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) } }),
    }),
    fails: ["options-json-schema"],
  },
  {
    bug: "starts although it was stopped",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, options.source === "slow" ? context : withoutSignal(context)),
    }),
    fails: ["abort-before"],
  },
  {
    bug: "goes on when it is stopped",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, options.source === "slow" ? withoutSignal(context) : context),
    }),
    fails: ["abort-prompt"],
  },
  {
    bug: "loses an event between batches",
    plugin: streaming((batch) => {
      const rows = batch.rows < 5 ? batch.rows : 4;
      return { ...batch, rows, values: batch.values.map((column) => column.slice(0, rows)) };
    }),
    fails: ["events-once", "rejects-accounted", "gaps-reported"],
  },
  {
    bug: "gives a batch twice",
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
    bug: "trims a value",
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
    bug: "gives numbers for text",
    plugin: streaming((batch, { source }) => ({
      ...batch,
      columns: [...batch.columns, "n"],
      values: [...batch.values, batch.values[0]!.map(() => (source === "whole" ? (1 as never) : null))],
    })),
    fails: ["events-once", "values-text"],
  },
  {
    bug: "names a column twice",
    plugin: streaming((batch) => ({
      ...batch,
      columns: [...batch.columns, "user"],
      values: [...batch.values, batch.values[batch.columns.indexOf("user")]!],
    })),
    fails: ["batches-well-formed"],
  },
  {
    bug: "has columns of different lengths",
    plugin: streaming((batch) => ({ ...batch, values: batch.values.map((column) => [...column, null]) })),
    fails: ["batches-well-formed"],
  },
  {
    bug: "turns the order around each time",
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
    bug: "changes its options",
    plugin: soundStream({
      batches: (options, context) => {
        (options as { token: string }).token = "";
        return soundBatches(options, context);
      },
    }),
    fails: ["input-untouched"],
  },
  {
    bug: "fails where there is nothing",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "empty") throw broken({});
        yield* soundBatches(options, context);
      },
    }),
    fails: ["no-events"],
  },
  { bug: "is silent about rejects", plugin: soundStream({ rejects: () => [] }), fails: ["rejects-accounted"] },
  {
    bug: "gives no reason for rejects",
    plugin: soundStream({
      rejects: ({ source }) =>
        source === "unreadable" ? [1, 2].map((line) => ({ file: "a.log", line, reason: "", text: "" })) : [],
    }),
    fails: ["rejects-accounted"],
  },
  {
    bug: "leaves a file open",
    plugin: soundStream({
      batches: (options, context) => {
        leak();
        return soundBatches(options, context);
      },
    }),
    fails: ["releases"],
  },
  {
    bug: "ends where it breaks off",
    plugin: soundStream({
      batches: async function* (options, context) {
        yield* soundBatches(options.source === "broken" ? { ...options, source: "unreadable" } : options, context);
      },
    }),
    fails: ["breaks-loudly"],
  },
  {
    bug: "breaks off with an error without a code",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "broken") throw new Error("socket hang up");
        yield* soundBatches(options, context);
      },
    }),
    fails: ["breaks-loudly"],
  },
  {
    bug: "keeps quiet about a gap",
    plugin: soundStream({ batches: (options, context) => soundBatches(options, { ...context, gap: () => {} }) }),
    fails: ["gaps-reported"],
  },
  {
    bug: "tells of a gap that ends before it begins",
    plugin: soundStream({
      batches: (options, context) =>
        soundBatches(options, { ...context, gap: () => context.gap({ ...GAP, from: GAP.to, to: GAP.from }) }),
    }),
    fails: ["gaps-reported"],
  },
  {
    bug: "has its token in the cause of an error",
    plugin: soundStream({
      batches: async function* (options, context) {
        if (options.source === "broken") throw broken({}, { cause: { headers: { authorization: options.token } } });
        yield* soundBatches(options, context);
      },
    }),
    fails: ["secrets-kept"],
  },
  {
    bug: "has its token in a warning",
    plugin: soundStream({
      batches: (options, context) => {
        context.warn(`asking with ${options.token}`);
        return soundBatches(options, context);
      },
    }),
    fails: ["secrets-kept"],
  },
  {
    bug: "has its token in a probe",
    plugin: soundStream({
      probe: async function* ({ token }) {
        yield { subject: "credentials", ok: false, detail: `${token} was refused` };
      },
    }),
    fails: ["secrets-kept"],
  },
];

describe("connectorChecks", () => {
  it("passes a correct stream in every check", async () => {
    expect(await failuresOf(soundStream(), streamSettings)).toEqual([]);
  });

  for (const { bug, plugin, fails } of brokenStreams) {
    it(`detects a stream that ${bug}`, async () => {
      expect(await failuresOf(plugin, streamSettings)).toEqual(fails);
    });
  }

  it("detects a bug with every check of streams", () => {
    const found = new Set(brokenStreams.flatMap(({ fails }) => fails));
    const ofEngines = new Set(engineRules.map(({ id }) => id));
    expect(connectorRules.map(({ id }) => id).filter((id) => !found.has(id) && !ofEngines.has(id))).toEqual([]);
  });

  it("omits checks that do not concern a connector", () => {
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

  it("reports the missing and the surplus events", async () => {
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
