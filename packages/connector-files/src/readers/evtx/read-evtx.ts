import type { EventBatch } from "@winnow/core";
import type { ReaderHooks } from "../reader.ts";
import { RowBatcher, SourceColumns, type Row } from "@winnow/log-lines";
import { BinXml } from "./binxml.ts";
import { readBlocks, type Block } from "./blocks.ts";
import { Damage } from "./damage.ts";
import { flattenEvent, SYSTEM_COLUMNS } from "./flatten.ts";
import { countRemains, isBlank, readChunkHeader, walkRecords, xmlOf, type ChunkHeader, type Piece } from "./records.ts";
import { fileTimeToText } from "./values.ts";

/**
 * Reads a Windows event log (EVTX, version 3), one event per record, in the order of the file. The columns are those of
 * `SYSTEM_COLUMNS`, then the data of the events under their own names. A column that the record leaves empty is `null`.
 *
 * From a damaged file every record that can be read is read. Each that cannot be is rejected, with its position in the
 * file (counting from 1) as `line`; wrong checksums are warned of. Records that were deleted from the log, of which
 * remains lie in the file, are no events of the log and are passed over.
 *
 * Format: Joachim Metz, "Windows XML Event Log (EVTX)", libevtx, 2011–2024.
 * @throws `WN1550` where the file does not begin like an event log
 * @throws `WN1001` once the signal has fired
 */
export async function* readEvtx(chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks): AsyncGenerator<EventBatch> {
  const batcher = new RowBatcher(SYSTEM_COLUMNS);
  const log = new LogReader(hooks);
  for await (const block of readBlocks(chunks, hooks)) {
    for (const row of log.rows(block)) {
      const batch = batcher.add(row);
      if (batch !== undefined) yield batch;
    }
  }
  log.warnOfRemains();
  const batch = batcher.flush();
  if (batch !== undefined) yield batch;
}

class LogReader {
  readonly #hooks: ReaderHooks;
  readonly #columns = new SourceColumns(SYSTEM_COLUMNS);
  #records = 0;
  #remains = 0;

  constructor(hooks: ReaderHooks) {
    this.#hooks = hooks;
  }

  *rows(block: Block): Generator<Row> {
    const header = readChunkHeader(block.bytes);
    if (header === undefined && isBlank(block.bytes)) return;
    this.#warnOfDamage(block, header);
    const binXml = new BinXml(block.bytes);
    const before = this.#records;
    let end = 0;
    for (const piece of walkRecords(block, header)) {
      end = piece.end;
      const row = this.#rowOf(piece, block, binXml);
      if (row !== undefined) yield row;
    }
    this.#rejectMissing(block, header, this.#records - before);
    this.#remains += countRemains(block.bytes, end);
  }

  warnOfRemains(): void {
    if (this.#remains === 0) return;
    const [remains, are] =
      this.#remains === 1 ? ["1 remain of a record", "is"] : [`${this.#remains} remains of records`, "are"];
    this.#hooks.onWarn(
      `Behind its own records the event log holds ${remains} that ${are} no longer part of it (deleted, or left out when ` +
        "the log was exported). Not read; a tool for carving event logs may recover more.",
    );
  }

  #rowOf(piece: Piece, block: Block, binXml: BinXml): Row | undefined {
    if (piece.is === "gap") {
      this.#reject("the record is destroyed", `${placeOf(block, piece.at)} to ${hex(piece.end)}`);
      return undefined;
    }
    const header = { time: fileTimeToText(piece.time), id: String(piece.id) };
    try {
      const [root] = binXml.read(...xmlOf(piece));
      if (root === undefined) throw new Damage("the record is empty");
      this.#records++;
      return flattenEvent(root, this.#columns, header);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#reject(error.message, `EventRecordID ${header.id}, written ${header.time}, ${placeOf(block, piece.at)}`);
      return undefined;
    }
  }

  /** The chunk's header says how many records there were; those of which nothing is left are told too. */
  #rejectMissing(block: Block, header: ChunkHeader | undefined, found: number): void {
    const missing = (header?.count ?? 0) - found;
    for (let i = 0; i < missing; i++) this.#reject("the record is missing", `chunk ${block.index + 1}`);
    const nothing = header === undefined && found === 0;
    if (nothing) this.#reject("the chunk is destroyed", `chunk ${block.index + 1}`);
  }

  #reject(reason: string, text: string): void {
    this.#records++;
    this.#hooks.onReject({ line: this.#records, reason, text });
  }

  #warnOfDamage({ index, bytes }: Block, header: ChunkHeader | undefined): void {
    const warn = (what: string): void => this.#hooks.onWarn(`Chunk ${index + 1} of the event log ${what}`);
    if (header === undefined) warn("has lost its header; it was searched for records.");
    else if (!header.intact) warn("has a damaged header (its checksum is wrong); it was searched for records.");
    else if (header.end > bytes.length) warn("is cut off.");
    else if (header.recordsIntact === false) {
      warn("was changed or damaged: the checksum of its records is wrong. Those that can be read were read.");
    }
  }
}

function placeOf({ index }: Block, at: number): string {
  return `chunk ${index + 1}, offset ${hex(at)}`;
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}
