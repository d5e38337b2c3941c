import { throwIfAborted, type EventBatch, type Manifest } from "@winnow/core";
import { run, withoutHashes, type RunOutcome } from "@winnow/orchestrator";
import { cannotSearch, noSuchEvent, unknownColumn } from "../errors.ts";
import { filesOf, loadAgain, masksAgain, obstacleTo } from "../finished-run/repeat.ts";
import type { Io } from "../io.ts";
import { reportProgress } from "../terminal/progress.ts";
import { widthFor } from "../terminal/style.ts";
import { eventText } from "./event-text.ts";

/** An event that was found. */
export interface FoundEvent {
  readonly row: number;
  /** One line about it. Masks are without their hashes where they would be others than in the result. */
  readonly text: string;
  /** Whether its time can be read, or the source has no time. */
  readonly hasTime: boolean;
}

/** The events with a value. */
export interface Found {
  /** Their data rows, ascending. */
  readonly rows: readonly number[];
  /** The first of them. */
  readonly first: readonly FoundEvent[];
}

interface Wanted {
  readonly out: string;
  readonly column: string;
  readonly value: string;
  /** So many events are described. */
  readonly limit: number;
}

/**
 * Finds the events that have a value in a column of the source or in a canonical field, by another run on the same files.
 * @throws `WN2023` where a file has changed or the value is masked, `WN2021` for an unknown column, `WN2022` where no event has
 * the value
 */
export async function searchEvents(manifest: Manifest, wanted: Wanted, io: Io): Promise<Found> {
  await assertSearchable(manifest, wanted, io.signal);
  const loaded = await loadAgain(manifest);
  const { update, end } = reportProgress(io.stderr, {
    quiet: false,
    width: widthFor(io.stderr, io.environment),
    now: () => performance.now(),
  });
  try {
    // Its warnings are those of the run before.
    const outcome = await run(loaded, { signal: io.signal, progress: update, outputDirectory: null });
    try {
      return await searchIn(outcome, wanted, io.signal);
    } finally {
      await outcome.close();
    }
  } finally {
    end();
  }
}

async function assertSearchable(manifest: Manifest, { out, value }: Wanted, signal: AbortSignal): Promise<void> {
  if (filesOf(manifest).length === 0) throw cannotSearch({ out, problem: "its source is not files" });
  if (hasMask(value) && !masksAgain(manifest)) {
    throw cannotSearch({ out, problem: "the value has a masked secret, and the run's redaction key is not stored" });
  }
  const obstacle = await obstacleTo(manifest, signal);
  if (obstacle === undefined) return;
  const { path, problem, cause } = obstacle;
  throw cannotSearch({ out, problem: `"${path}" ${problem}` }, { cause });
}

function hasMask(value: string): boolean {
  return withoutHashes(value) !== value;
}

const TIME = "@timestamp";

async function searchIn(outcome: RunOutcome, { column, value, limit }: Wanted, signal: AbortSignal): Promise<Found> {
  const shown = masksAgain(outcome.manifest) ? (text: string): string => text : withoutHashes;
  const { fields } = outcome.manifest.fieldMap;
  const valuesOf = readerOf(outcome, column);
  const timesOf = outcome.reader(TIME);
  const rows: number[] = [];
  const first: FoundEvent[] = [];
  for await (const batch of outcome.events({})) {
    throwIfAborted(signal);
    const [valueOf, timeOf] = [valuesOf(batch), timesOf?.(batch)];
    for (let i = 0; i < batch.rows; i++) {
      if (valueOf(i) !== value) continue;
      const row = batch.dataRows![i]!;
      rows.push(row);
      if (first.length >= limit) continue;
      const text = eventText(fields, batch.columns, (name) => batch.values[batch.columns.indexOf(name)]?.[i]);
      first.push({ row, text: shown(text), hasTime: timeOf === undefined || timeOf(i) !== "" });
    }
  }
  if (rows.length === 0) {
    throw noSuchEvent({ column, value, rejected: outcome.ledger.rejected, isMasked: hasMask(value) });
  }
  return { rows, first };
}

/** Reads a column of the source by its name, or else the field of that name. */
function readerOf(outcome: RunOutcome, name: string): (batch: EventBatch) => (row: number) => string {
  const { columns } = outcome.exemplars;
  if (columns.includes(name)) {
    return (batch) => {
      const cells = batch.values[batch.columns.indexOf(name)];
      return (row) => cells?.[row] ?? "";
    };
  }
  const reader = outcome.reader(name);
  if (reader === undefined) {
    throw unknownColumn({ column: name, columns, fields: Object.keys(outcome.manifest.fieldMap.fields) });
  }
  return reader;
}
