import type {
  EventBatch,
  EventEngine,
  Expression,
  Gap,
  InputIdentity,
  Ledger,
  Reject,
  RunContext,
  TimeFormat,
} from "@winnow/core";
import { filesConnector, type FilesConnectorOptions } from "../../src/index.ts";

export type EventRow = Readonly<Record<string, string>>;

/** Files that were opened through the connector and read to the end. */
export interface Opened {
  readonly columns: readonly string[];
  /** The events that were not rejected, each with the columns that have a value. */
  readonly events: readonly EventRow[];
  readonly rejects: readonly Reject[];
  readonly ledger: Ledger;
  readonly warnings: readonly string[];
  readonly gaps: readonly Gap[];
  readonly inputs: readonly InputIdentity[];
}

export interface Question {
  readonly where: Expression | null;
  readonly time: { readonly column: string; readonly format: TimeFormat } | null;
}

/** Opens files beside `folder`, uses the engine and closes it; `warnings` grows as it is used. */
export async function withFiles<T>(
  folder: string,
  options: FilesConnectorOptions,
  use: (engine: EventEngine, warnings: readonly string[], gaps: readonly Gap[]) => Promise<T>,
): Promise<T> {
  const warnings: string[] = [];
  const gaps: Gap[] = [];
  const context: RunContext = {
    signal: new AbortController().signal,
    profileDirectory: folder,
    outputDirectory: folder,
    progress: () => undefined,
    warn: (message) => warnings.push(message),
    gap: (gap) => gaps.push(gap),
  };
  const engine = (await filesConnector.connect(options, context)) as EventEngine;
  try {
    return await use(engine, warnings, gaps);
  } finally {
    await engine.close();
  }
}

/** The ledger of a reduction to one group. */
export async function ledgerOf(engine: EventEngine, { where, time }: Question): Promise<Ledger> {
  await using reduction = await engine.reduce({ time, where, keys: [] });
  return await reduction.ledger();
}

/** All events of files, and their rejected records. */
export async function readFiles(folder: string, options: FilesConnectorOptions): Promise<Opened> {
  return withFiles(folder, options, async (engine, warnings, gaps) => {
    const columns = (await engine.columns()).map(({ name }) => name);
    await using reduction = await engine.reduce({ time: null, where: null, keys: [] });
    const events: EventRow[] = [];
    for await (const batch of reduction.drill!.events({})) events.push(...rowsOf(batch));
    const rejects: Reject[] = [];
    for await (const reject of reduction.rejects()) rejects.push(reject);
    const [ledger, inputs] = [await reduction.ledger(), await reduction.inputs()];
    return { columns, events, rejects, ledger, warnings, gaps, inputs };
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
