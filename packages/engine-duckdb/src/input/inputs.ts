import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { InputIdentity } from "@winnow/core";

/** A file that an engine reads. */
export interface EngineInput {
  readonly path: string;
  readonly bytes: number;
}

/** The files of an engine, identified by their content. */
export interface Inputs {
  /** Hashes the files at the first call; `sha256` is `null` for a file that cannot be read a second time. */
  identify(): Promise<readonly InputIdentity[]>;
}

const CHUNK_BYTES = 1 << 20;

export function createInputs(files: readonly EngineInput[], signal: AbortSignal): Inputs {
  let identities: Promise<readonly InputIdentity[]> | undefined;
  return { identify: () => (identities ??= identifyAll(files, signal)) };
}

async function identifyAll(files: readonly EngineInput[], signal: AbortSignal): Promise<readonly InputIdentity[]> {
  const identities: InputIdentity[] = [];
  for (const { path, bytes } of files) identities.push({ path, bytes, sha256: await sha256(path, signal) });
  return identities;
}

async function sha256(path: string, signal: AbortSignal): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    // Reading a pipe would take its bytes from the engine.
    if (!(await stat(path)).isFile()) return null;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal }))
      hash.update(chunk as Buffer);
  } catch {
    return null;
  }
  return hash.digest("hex");
}
