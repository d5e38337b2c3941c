import type { EventBatch, Reject } from "@winnow/core";
import type { Rule } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import { frozen } from "./frozen.ts";
import { openResources } from "./resources.ts";
import { differenceOf, keyOf, rowsOf } from "./rows.ts";
import { contextOf, read, readOpened, withSource, type Reading, type Subject, type Told } from "./subject.ts";

/** What is asked of the events that a source gives. */
export const eventRules: readonly Rule<Subject>[] = [
  {
    id: "events-once",
    must: "Every event that the source holds MUST arrive exactly once, with all its values as the source wrote them.",
    faultOf: async (subject) => {
      const { batches } = await read(subject, subject.settings.options);
      return differenceOf(rowsOf(batches), subject.settings.events);
    },
  },
  {
    id: "values-text",
    must: "Every value MUST be well-formed text, or `null` where there is none.",
    faultOf: async (subject) => {
      const { batches } = await read(subject, subject.settings.options);
      const values = batches.flatMap((batch) => batch.values.flat());
      const wrong = (values as readonly unknown[]).find(
        (value) => value !== null && (typeof value !== "string" || !value.isWellFormed()),
      );
      return wrong === undefined
        ? undefined
        : `a value is ${typeof wrong === "string" ? "ill-formed" : describe(wrong)}`;
    },
  },
  {
    id: "batches-well-formed",
    must: "Every batch MUST have columns of unique, non-empty names, and in each of them as many values as it has rows.",
    faultOf: async (subject) => {
      const { batches } = await read(subject, subject.settings.options);
      return batches.map(batchFault).find((fault) => fault !== undefined);
    },
  },
  {
    id: "repeatable",
    must: "The same source read again MUST give the same events in the same order.",
    faultOf: async (subject) => {
      const [first, second] = [
        await read(subject, subject.settings.options),
        await read(subject, subject.settings.options),
      ].map(({ batches }) => rowsOf(batches).map(keyOf));
      if (first!.length !== second!.length) return `it gave ${first!.length} events, then ${second!.length}`;
      const place = first!.findIndex((key, i) => key !== second![i]);
      return place === -1 ? undefined : `event ${place} was ${first![place]}, then ${second![place]}`;
    },
  },
  {
    id: "input-untouched",
    must: "The options MUST NOT be changed.",
    faultOf: async (subject) => {
      const options = await pluginOptions(subject.plugin, subject.settings.options);
      const before = JSON.stringify(options);
      const told: Told = { warnings: [], gaps: [], progress: [] };
      const context = contextOf(subject, told, new AbortController().signal);
      const source = await subject.plugin.connect(frozen(options), context);
      await readOpened(subject, { source, told });
      if (source.kind === "engine") await source.close();
      const after = JSON.stringify(options);
      return before === after ? undefined : `${before} became ${after}`;
    },
  },
  {
    id: "no-events",
    must: "A source that holds no events MUST give none, not an error.",
    concerns: ({ settings }) => settings.empty !== undefined,
    faultOf: async (subject) => {
      const { batches, rejects } = await read(subject, subject.settings.empty!);
      const events = rowsOf(batches).length;
      return events + rejects.length === 0 ? undefined : `it gave ${events} events and ${rejects.length} rejects`;
    },
  },
  {
    id: "rejects-accounted",
    must:
      "Every record that cannot be read MUST be told as a reject, with file, line and reason, and the others " +
      "MUST arrive.",
    concerns: ({ settings }) => settings.unreadable !== undefined,
    faultOf: async (subject) => {
      const { options, events, rejected } = subject.settings.unreadable!;
      const reading = await read(subject, options);
      return rejectFault(reading, rejected) ?? differenceOf(rowsOf(reading.batches), events);
    },
  },
  {
    id: "releases",
    must: "Nothing MUST stay open after an engine was closed, or after a stream was read to its end or left before it.",
    faultOf: async (subject) => {
      const { options } = subject.settings;
      const readWhole = async (): Promise<unknown> => read(subject, options);
      const readBeginning = async (): Promise<unknown> =>
        withSource(subject, options, async ({ source }) => {
          const plan = { time: null, where: null, keys: [] };
          // The reduction is not disposed of: closing the engine must be enough.
          const batches = source.kind === "stream" ? source.batches() : (await source.reduce(plan)).groups();
          for await (const _ of batches) break;
        });
      // What is loaded once and kept, such as a library, is no leak.
      await readWhole();
      return (await leftOpen(readWhole, "reading")) ?? leftOpen(readBeginning, "leaving early");
    },
  },
];

function describe(value: unknown): string {
  return value === undefined ? "undefined" : `${typeof value} ${JSON.stringify(value, bigIntText)}`;
}

function bigIntText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function batchFault({ columns, rows, values }: EventBatch): string | undefined {
  if (columns.includes("")) return "a column has no name";
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) return `a batch has the column "${twice}" twice`;
  if (values.length !== columns.length) return `a batch has ${columns.length} columns, and values for ${values.length}`;
  const uneven = values.findIndex((column) => column.length !== rows);
  if (uneven === -1) return undefined;
  return `a batch of ${rows} rows has ${values[uneven]!.length} values in column "${columns[uneven]}"`;
}

function rejectFault({ rejects, ledger }: Reading, expected: number): string | undefined {
  if (rejects.length !== expected) return `${rejects.length} records were told as rejects, not ${expected}`;
  const wanting = rejects.find((reject) => !isComplete(reject));
  if (wanting !== undefined) return `a reject lacks file, line or reason: ${JSON.stringify(wanting)}`;
  if (ledger === undefined) return undefined;
  const reasons = Object.values(ledger.reasons).reduce((sum, count) => sum + count, 0);
  if (ledger.rejected === expected && reasons === expected) return undefined;
  return `the ledger counts ${ledger.rejected} rejects for ${reasons} reasons, not ${expected}`;
}

function isComplete({ file, line, reason }: Reject): boolean {
  return file !== "" && Number.isSafeInteger(line) && line >= 1 && reason.trim() !== "";
}

/** Sockets and files close a moment after they were told to. */
const PATIENCE_MS = 2000;

async function leftOpen(use: () => Promise<unknown>, doing: string): Promise<string | undefined> {
  const before = await openResources();
  await use();
  const due = performance.now() + PATIENCE_MS;
  for (;;) {
    const after = await openResources();
    const left = [...after].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
    if (left.length === 0) return undefined;
    if (performance.now() > due) return `${left.join(", ")} stayed open after ${doing}`;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
