import type { InputFile } from "./input-file.ts";
import { type Packing, packingOf, type SourceBytes, UnpackedBytes } from "./unpack.ts";

/** A file and how it is packed. */
export interface PackedFile extends Packing {
  readonly input: InputFile;
  /** Bytes that it may unpack to; `LIMITS.expandedBytes` by default. */
  readonly maxExpandedBytes: number | undefined;
  /** Why the file is shorter than it was; undefined where it is complete. */
  readonly damage: string | undefined;
}

export type PackedFileOptions = Partial<Pick<PackedFile, "maxExpandedBytes" | "damage">>;

/** Finds how a file is packed and encoded. */
export async function packed(input: InputFile, options: PackedFileOptions = {}): Promise<PackedFile> {
  const { maxExpandedBytes, damage } = options;
  return { input, maxExpandedBytes, damage, ...packingOf(await input.head()) };
}

/** The unpacked bytes of a file, in UTF-8. */
export function unpacked({ input, maxExpandedBytes, damage, compression, encoding }: PackedFile): UnpackedBytes {
  const bytes = (): SourceBytes => Object.assign(input.read(), { damage });
  return new UnpackedBytes(bytes, { compression, encoding }, { name: input.name, maxExpandedBytes });
}
