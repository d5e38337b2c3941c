import { isAbsolute, relative, resolve } from "node:path";
import {
  isWinnowError,
  runAborted,
  throwIfAborted,
  type RunResult,
  type SinkContext,
  type WinnowError,
} from "@winnow/core";
import { tickText } from "../kql/quote.ts";
import { chunksOf, fitsCall, type Chunk } from "./chunks.ts";
import type { TableRow } from "./columns.ts";
import { rowsNotWritten } from "./errors.ts";
import { jsonBytes } from "./fit.ts";
import type { SentinelSinkOptions } from "./options.ts";
import { failedRowsFile, keepFile, readReceipt, removeFile, writeReceipt, type Receipt } from "./receipt.ts";
import { rowContents, writtenRow, type RowContent } from "./rows.ts";
import { runIdOf } from "./run-id.ts";
import { openUploader, type UploadContext, type Uploader, type UploadFailure } from "./uploader.ts";

/** Calls at once. */
const LANES = 4;

/** What came of sending. */
interface Sent {
  /** Rows that arrived. */
  readonly done: number;
  readonly failed: readonly TableRow[];
  readonly failure?: UploadFailure;
}

/**
 * Writes the rows of a result to the table: those that have not been written, by the receipt of an earlier run of the same
 * result. Where only some arrive, a receipt says which, the others are kept in a file, and running again sends them alone.
 *
 * @throws `WN1590` when some rows did not arrive; why none did, and then leaves no file
 */
export async function writeToSentinel(
  result: RunResult,
  options: SentinelSinkOptions,
  context: SinkContext & Pick<UploadContext, "backoffMs">,
): Promise<readonly string[]> {
  const files = new SinkFiles(options, context);
  const runId = runIdOf(result);
  const earlier = await files.earlier(runId);
  if (earlier?.missing.length === 0) {
    context.warn(
      `${options.stream} has the rows of this result already (RunId ${runId}), so nothing was sent; ` +
        `to send them again, remove "${files.receiptName}"`,
    );
    return [files.receiptName];
  }
  const refused: Receipt["refused"][number][] = [];
  const rows = rowsToSend(result, runId, earlier, refused);
  const uploader = await openUploader(options, context);
  const sent = await send(rows, uploader, context, result.rows.length);
  if (refused.length > 0) context.warn(describeRefused(refused));
  const { done, failed, failure } = sent;
  if (failure !== undefined && done === 0 && earlier === undefined) throw failure.error;
  await files.keep({ runId, rows: result.rows.length, missing: failed.map(rowIdOf), refused }, failed);
  if (failure !== undefined)
    throw reported(failure, failed.length, result.rows.length - refused.length, options, files);
  return [files.receiptName];
}

function rowIdOf(row: TableRow): string {
  return row.RowId as string;
}

/** Rows as they are sent; those that are too large for a call are refused as they come. */
function* rowsToSend(
  result: RunResult,
  runId: string,
  earlier: Receipt | undefined,
  refused: Receipt["refused"][number][],
): Generator<TableRow> {
  const time = tickText(BigInt(Date.now()) * 10_000n);
  const missing = earlier === undefined ? undefined : new Set(earlier.missing);
  for (const content of rowContents(result)) {
    const bytes = jsonBytes(content);
    if (!fitsCall(bytes)) refused.push(refusal(content, bytes));
    else if (missing === undefined || missing.has(content.RowId as string))
      yield writtenRow(content, bytes, runId, time);
  }
}

function refusal({ RowId, Rank }: RowContent, bytes: number): Receipt["refused"][number] {
  return { rowId: RowId as string, rank: Rank as number, bytes };
}

const MOST_NAMED = 10;

function describeRefused(refused: Receipt["refused"]): string {
  const named = refused.slice(0, MOST_NAMED).map(({ rank, bytes }) => `rank ${rank} (${bytes} bytes)`);
  const rest = refused.length > MOST_NAMED ? ` and ${refused.length - MOST_NAMED} more` : "";
  const rows = refused.length === 1 ? "a row is" : `${refused.length} rows are`;
  return `${rows} too large for Microsoft Sentinel and not written there: ${named.join(", ")}${rest}`;
}

/** Sends calls on several lanes. After a failure that will not pass nothing more is sent. */
async function send(rows: Iterable<TableRow>, uploader: Uploader, context: SinkContext, total: number): Promise<Sent> {
  const chunks = chunksOf(rows, jsonBytes);
  const failed: TableRow[] = [];
  let failure: UploadFailure | undefined;
  let done = 0;
  const deliver = async (chunk: Chunk<TableRow>): Promise<void> => {
    const problem = failure?.fatal === true ? failure : await sendOne(chunk, uploader, context.signal);
    if (problem === undefined) done += chunk.rows.length;
    else failed.push(...chunk.rows);
    if (problem !== undefined && failure?.fatal !== true) failure = problem;
    context.progress({ stage: "write to Microsoft Sentinel", done, total, unit: "rows" });
  };
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const chunk of chunks) await deliver(chunk);
    }),
  );
  failed.sort((a, b) => (a.Rank as number) - (b.Rank as number));
  return failure === undefined ? { done, failed } : { done, failed, failure };
}

/** A run that is stopped keeps what it has learnt like one that fails. */
async function sendOne(
  { rows }: Chunk<TableRow>,
  uploader: Uploader,
  signal: AbortSignal,
): Promise<UploadFailure | undefined> {
  try {
    throwIfAborted(signal);
    return await uploader.send(rows);
  } catch (error) {
    if (isWinnowError(error) && error.code === runAborted.spec.code) return { error, fatal: true };
    throw error;
  }
}

/** What stopped the run, or how many rows did not arrive, and why. */
function reported(
  { error }: UploadFailure,
  failed: number,
  rows: number,
  { stream }: SentinelSinkOptions,
  files: SinkFiles,
): WinnowError {
  const { code, message, hint } = error;
  if (code === runAborted.spec.code) return error;
  return rowsNotWritten(
    { failed, rows, stream, reason: `${code} ${message}`, hint, file: files.failedName },
    { cause: error },
  );
}

/** The files of one sink in the output directory. A later run reads them, also after one that failed. */
class SinkFiles {
  readonly receiptName: string;
  readonly failedName: string;
  readonly #receipt: string;
  readonly #options: SentinelSinkOptions;

  constructor(options: SentinelSinkOptions, { stateDirectory }: SinkContext) {
    this.#options = options;
    this.#receipt = resolve(stateDirectory, options.receipt);
    this.receiptName = shownName(this.#receipt, stateDirectory);
    this.failedName = shownName(failedRowsFile(this.#receipt), stateDirectory);
  }

  /** The receipt of this result for this stream; others do not count. */
  async earlier(runId: string): Promise<Receipt | undefined> {
    const found = await readReceipt(this.#receipt);
    const { endpoint, rule, stream } = this.#options;
    const same =
      found?.runId === runId && found.endpoint === endpoint && found.rule === rule && found.stream === stream;
    return same ? found : undefined;
  }

  async keep(
    kept: Pick<Receipt, "runId" | "rows" | "missing" | "refused">,
    failed: readonly TableRow[],
  ): Promise<void> {
    const { endpoint, rule, stream } = this.#options;
    const path = failedRowsFile(this.#receipt);
    if (failed.length === 0) await removeFile(path);
    else
      await keepFile(
        path,
        failed.map((row) => `${JSON.stringify(row)}\n`),
      );
    await writeReceipt(this.#receipt, { receipt: "winnow-sentinel/v1", endpoint, rule, stream, ...kept });
  }
}

/** Relative to the output directory where the file lies in there. */
function shownName(path: string, outputDirectory: string): string {
  const name = relative(outputDirectory, path);
  return name.startsWith("..") || isAbsolute(name) ? path : name.replaceAll("\\", "/");
}
