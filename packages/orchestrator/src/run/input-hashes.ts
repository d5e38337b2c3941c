import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { EventEngine, Manifest } from "@winnow/core";

const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256 of every file that the engine reads, so that a run can be repeated on the same bytes. Runs beside the
 * reduction; a file that cannot be read a second time (a pipe) has no hash.
 */
export async function hashInputs(engine: EventEngine, signal: AbortSignal): Promise<Manifest["inputs"]> {
  const inputs = engine.inputs?.() ?? [];
  const hashed: Manifest["inputs"][number][] = [];
  for (const { path, bytes } of inputs) hashed.push({ path, bytes, sha256: await sha256(path, signal) });
  return hashed;
}

async function sha256(path: string, signal: AbortSignal): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal }))
      hash.update(chunk as Buffer);
  } catch {
    return null;
  }
  return hash.digest("hex");
}
