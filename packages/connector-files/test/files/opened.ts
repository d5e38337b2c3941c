import type { EventBatch, EventEngine, Expression, Ledger, Reject, RunContext, TimeFormat } from "@winnow/core";
import { filesConnector, type FilesConnectorOptions } from "../../src/index.ts";

export type EventRow = Readonly<Record<string, string>>;

/** What came of files that were opened through the connector and read to the end. */
export interface Opened {
  readonly columns: readonly string[];
  /** Each event that was not rejected, with the columns that have a value. */
  readonly events: readonly EventRow[];
  readonly rejects: readonly Reject[];
  readonly ledger: Ledger;
  readonly warnings: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
}

export interface Question {
  readonly where: Expression | null;
  readonly time: { readonly column: string; readonly format: TimeFormat } | null;
}

/** Opens files beside `folder`, uses the engine and closes it; `warnings` grows as it is used. */
export async function withFiles<T>(
  folder: string,
  options: FilesConnectorOptions,
  use: (engine: EventEngine, warnings: readonly string[]) => Promise<T>,
): Promise<T> {
  const warnings: string[] = [];
  const context: RunContext = {
    signal: new AbortController().signal,
    profileDirectory: folder,
    outputDirectory: folder,
    progress: () => undefined,
    warn: (message) => warnings.push(message),
    gap: () => {},
  };
  const engine = (await filesConnector.connect(options, context)) as EventEngine;
  try {
    return await use(engine, warnings);
  } finally {
    await engine.close();
  }
}

/** The ledger of a reduction to one group. */
export async function ledgerOf(engine: EventEngine, { where, time }: Question): Promise<Ledger> {
  for await (const _ of engine.reduce({ time: time === null ? null : { ...time }, where, keys: [] }));
  return engine.ledger();
}

/** All that files hold. */
export async function readFiles(folder: string, options: FilesConnectorOptions): Promise<Opened> {
  return withFiles(folder, options, async (engine, warnings) => {
    const columns = (await engine.columns()).map(({ name }) => name);
    const ledger = await ledgerOf(engine, { where: null, time: null });
    const events: EventRow[] = [];
    for await (const batch of engine.events({})) events.push(...rowsOf(batch));
    const rejects: Reject[] = [];
    for await (const reject of engine.rejects()) rejects.push(reject);
    return { columns, events, rejects, ledger, warnings, inputs: engine.inputs?.() ?? [] };
  });
}

export function rowsOf({ columns, rows, values }: EventBatch): EventRow[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      columns.flatMap((column, index) => {
        const text = values[index]![row] ?? null;
        return text === null ? [] : [[column, text]];
      }),
    ),
  );
}
