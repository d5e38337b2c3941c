import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { messageOf } from "../service/message.ts";
import { notKept, unreadableReceipt } from "./errors.ts";

/** Which rows of a result have not been written where. */
export interface Receipt {
  readonly receipt: "winnow-sentinel/v1";
  readonly runId: string;
  readonly endpoint: string;
  readonly rule: string;
  readonly stream: string;
  /** Rows of the result. */
  readonly rows: number;
  /** RowIds of those that were not written and may be, later. */
  readonly missing: readonly string[];
  /** Rows that are too large to be written, ever. */
  readonly refused: readonly { readonly rowId: string; readonly rank: number; readonly bytes: number }[];
}

const receiptSchema: z.ZodType<Receipt> = z.strictObject({
  receipt: z.literal("winnow-sentinel/v1"),
  runId: z.string(),
  endpoint: z.string(),
  rule: z.string(),
  stream: z.string(),
  rows: z.int(),
  missing: z.array(z.string()),
  refused: z.array(z.strictObject({ rowId: z.string(), rank: z.int(), bytes: z.int() })),
});

/**
 * The receipt of an earlier run; `undefined` where there is none.
 * @throws `WN1594` where there is one that cannot be read
 */
export async function readReceipt(path: string): Promise<Receipt | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadableReceipt({ path, problem: messageOf(error) }, { cause: error });
  }
  const found = receiptSchema.safeParse(parsed(text));
  if (found.success) return found.data;
  throw unreadableReceipt({ path, problem: "it is no receipt of this version" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export async function writeReceipt(path: string, receipt: Receipt): Promise<void> {
  await keepFile(path, [`${JSON.stringify(receipt, null, 2)}\n`]);
}

/** The file beside a receipt that holds the rows that were not written. */
export function failedRowsFile(receipt: string): string {
  return `${receipt.replace(/\.json$/i, "")}-failed.ndjson`;
}

/**
 * Puts a file in place whole or not at all.
 * @throws `WN1595` for what the operating system refuses
 */
export async function keepFile(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, pieces, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notKept({ path, problem: messageOf(error) }, { cause: error });
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
