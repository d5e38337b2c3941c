import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFileSpec {
  readonly name: string;
  readonly content: Buffer;
  readonly encrypted?: boolean;
  readonly method?: number;
  readonly crc?: number;
  /** What the directory says the content's size is. */
  readonly size?: number;
}

/** A zip archive of deflated files. */
export function zipOf(...files: readonly ZipFileSpec[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const packed = deflateRawSync(file.content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((file.encrypted === true ? 1 : 0) | 0x0800, 2);
    fields.writeUInt16LE(file.method ?? 8, 4);
    fields.writeUInt32LE(file.crc ?? crc32(file.content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(file.size ?? file.content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\0", "latin1"), fields, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, entries, Buffer.from("PK\x05\x06", "latin1"), end]);
}
