import { open, stat } from "node:fs/promises";
import { reasonOf } from "./reason-of.ts";
import { unreadableFile } from "./errors.ts";

/** First and last bytes of a Parquet file. */
export const MAGIC: string = "PAR1";
/** Magic bytes at both ends, and the length of the footer. */
const LEAST_BYTES = 12;

/**
 * Whether a file starts and ends like a Parquet file. Loads no engine and does not open a pipe.
 * @throws `WN1411` for a file that cannot be opened or read
 */
export async function isParquet(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    return stats.isFile() && stats.size >= LEAST_BYTES && (await endsOf(path, stats.size)) === MAGIC + MAGIC;
  } catch (cause) {
    throw unreadableFile({ path, reason: reasonOf(cause) }, { cause });
  }
}

async function endsOf(path: string, size: number): Promise<string> {
  const ends = Buffer.alloc(2 * MAGIC.length);
  const file = await open(path);
  try {
    await file.read(ends, 0, MAGIC.length, 0);
    await file.read(ends, MAGIC.length, MAGIC.length, size - MAGIC.length);
    return ends.toString("latin1");
  } finally {
    await file.close();
  }
}
