import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { throwIfAborted, type InputIdentity } from "@winnow/core";

/**
 * Path, size and hash of a file, for the manifest.
 * @throws what the operating system reports, `WN1001` when `signal` fires
 */
export async function identifyFile(path: string, signal: AbortSignal): Promise<InputIdentity> {
  const hash = createHash("sha256");
  const { size } = await stat(path);
  await pipeline(createReadStream(path), hash, { signal }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw error;
  });
  return { path, bytes: size, sha256: hash.digest("hex") };
}
