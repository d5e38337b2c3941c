import { join } from "node:path";
import type { Manifest } from "@winnow/core";
import { replaceFileByChunks } from "@winnow/sink-files";

/** Writes `manifest.json`: the last file of a run, so that where it stands the folder is complete. */
export async function writeManifest(manifest: Manifest, directory: string, signal: AbortSignal): Promise<string> {
  const name = "manifest.json";
  await replaceFileByChunks(join(directory, name), signal, toChunks(`${JSON.stringify(manifest, null, 2)}\n`));
  return name;
}

async function* toChunks(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text, "utf8");
}
