import { InputFile, packingOf, UnpackedBytes } from "@winnow/engine-duckdb";
import { DETECTION_BYTES } from "../readers/detect.ts";

/** A file and its unpacked beginning. */
export interface Beginning {
  readonly input: InputFile;
  readonly head: Uint8Array;
}

export async function beginningOf(path: string): Promise<Beginning> {
  const input = await InputFile.open(path);
  return { input, head: await unpackedHead(await input.head()) };
}

/**
 * The unpacked beginning of a file, {@link DETECTION_BYTES} at most, by the packed one; nothing where that is damaged, which
 * the reader then reports.
 */
export async function unpackedHead(head: Uint8Array): Promise<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  let length = 0;
  async function* packed(): AsyncGenerator<Uint8Array> {
    yield head;
  }
  try {
    for await (const chunk of new UnpackedBytes(packed, packingOf(head), { name: "beginning" })) {
      unpacked.push(chunk);
      length += chunk.length;
      if (length >= DETECTION_BYTES) break;
    }
  } catch {
    return new Uint8Array();
  }
  return Buffer.concat(unpacked).subarray(0, DETECTION_BYTES);
}
