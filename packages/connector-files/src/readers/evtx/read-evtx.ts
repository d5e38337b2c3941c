import type { EventBatch } from "@winnow/core";
import type { ReaderHooks } from "../reader.ts";
import { RowBatcher, SourceColumns, type Row } from "@winnow/log-lines";
import { BinXml } from "./binxml.ts";
import { CHUNK_SIZE, readParts, type Block, type FileHeader } from "./blocks.ts";
import { WorkBudget } from "./budget.ts";
import { Continuity, JUMP, numbersOf } from "./continuity.ts";
import { Damage } from "./damage.ts";
import { flattenEvent, SYSTEM_COLUMNS } from "./flatten.ts";
import { RecordNumbers, type Missing } from "./numbers.ts";
import { countRemains, isBlank, readChunkHeader, walkRecords, xmlOf, type ChunkHeader, type Piece } from "./records.ts";
import { fileTimeToText } from "./values.ts";

/**
 * Reads a Windows event log (EVTX, version 3), one event per record, in the order of the file. The columns are those of
 * `SYSTEM_COLUMNS`, then the data of the events under their own names. A column that the record leaves empty is `null`.
 *
 * From a damaged file every record that can be read is read. Each that cannot be is rejected, with its position in the
 * file (counting from 1) as `line`; wrong checksums are warned of. Chunks in which no record can be located, chunks that
 * the file header promises and the file lacks, and numbers that records skip are gaps. Records that were deleted from the
 * log, of which remains lie in the file, are no events of the log and are passed over.
 *
 * Format: Joachim Metz, "Windows XML Event Log (EVTX)", libevtx, 2011–2024.
 * @throws `WN1550` where the file does not begin like an event log
 * @throws `WN1001` once the signal has fired
 */
export async function* readEvtx(chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks): AsyncGenerator<EventBatch> {
  const batcher = new RowBatcher(SYSTEM_COLUMNS);
  const log = new LogReader(hooks);
  for await (const part of readParts(chunks, hooks)) {
    if (part.is === "header") log.begin(part.header);
    else if (part.is === "end") log.end(part.bytes);
    else {
      for (const row of log.rows(part.block)) {
        const batch = batcher.add(row);
        if (batch !== undefined) yield batch;
      }
    }
  }
  const batch = batcher.flush();
  if (batch !== undefined) yield batch;
}

class LogReader {
  readonly #hooks: ReaderHooks;
  readonly #columns = new SourceColumns(SYSTEM_COLUMNS);
  readonly #continuity = new Continuity();
  #header: FileHeader = { dirty: true, chunks: 0, nextRecord: 0n };
  #isCut = false;
  #records = 0;
  #remains = 0;
  #damaged = 0;

  constructor(hooks: ReaderHooks) {
    this.#hooks = hooks;
  }

  begin(header: FileHeader): void {
    this.#header = header;
  }

  *rows(block: Block): Generator<Row> {
    const header = readChunkHeader(block.bytes);
    const blank = header === undefined && isBlank(block.bytes);
    if (!blank) this.#warnOfDamage(block, header);
    const pieces = blank ? [] : [...walkRecords(block.bytes, header, this.#header)];
    this.#isCut = block.bytes.length < CHUNK_SIZE && isCut(block, header, blank, this.#header.chunks);
    if (pieces.some(({ is }) => is === "record")) yield* this.#rowsOf(pieces, block, header);
    else if (this.#isCut || header?.isEmpty === true) this.#continuity.empty(block.index);
    else this.#continuity.lost(block.index, blank ? "blank" : "destroyed");
  }

  /** @param bytes the size of the file */
  end(bytes: number): void {
    const end = { header: this.#header, bytes, isCut: this.#isCut };
    for (const gap of this.#continuity.gaps(end)) this.#hooks.onGap(gap);
    this.#warnOfMoreDamage();
    this.#warnOfRemains();
    const warning = this.#columns.warning();
    if (warning !== undefined) this.#hooks.onWarn(warning);
  }

  *#rowsOf(pieces: readonly Piece[], block: Block, header: ChunkHeader | undefined): Generator<Row> {
    const budget = new WorkBudget();
    const binXml = new BinXml(block.bytes, budget);
    const numbers = new RecordNumbers(header);
    const before = this.#records;
    let removed = 0;
    for (const piece of pieces) {
      if (piece.is === "gap") {
        numbers.destroyed(piece.end - piece.at);
        this.#reject(DESTROYED, `${placeOf(block, piece.at)} to ${hex(piece.end)}`);
        continue;
      }
      removed += this.#account(numbers.located(piece.id), block);
      const row = this.#rowOf(piece, block, binXml, budget);
      if (row !== undefined) yield row;
    }
    if (numbers.range !== undefined) this.#continuity.records(block.index, numbers.range);
    this.#rejectMissing(block, (header?.count ?? 0) - (this.#records - before) - removed);
    this.#remains += countRemains(block.bytes, pieces.at(-1)!.end);
  }

  #rowOf(piece: Piece & { is: "record" }, block: Block, binXml: BinXml, budget: WorkBudget): Row | undefined {
    const header = { time: fileTimeToText(piece.time), id: String(piece.id) };
    try {
      budget.start(piece.end - piece.at);
      const [root] = binXml.read(...xmlOf(piece));
      if (root === undefined) throw new Damage("the record is empty");
      const row = flattenEvent(root, this.#columns, header, budget);
      this.#records++;
      return row;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#reject(error.message, `EventRecordID ${header.id}, written ${header.time}, ${placeOf(block, piece.at)}`);
      return undefined;
    }
  }

  /** Accounts for records in front of one that was located; returns how many of them are a gap. */
  #account({ destroyed, removed }: Missing, { index }: Block): number {
    // The destroyed bytes were rejected as one record already.
    for (let i = 1; i < destroyed; i++) this.#reject(DESTROYED, `chunk ${index + 1}`);
    if (removed === undefined) return 0;
    this.#hooks.onGap({ place: `chunk ${index + 1}, ${numbersOf(removed)}`, reason: JUMP });
    return Number(removed.last - removed.first) + 1;
  }

  /** The chunk's header says how many records there were; those of which nothing is left are told too. */
  #rejectMissing({ index }: Block, missing: number): void {
    for (let i = 0; i < missing; i++) this.#reject("the record is missing", `chunk ${index + 1}`);
  }

  #warnOfRemains(): void {
    if (this.#remains === 0) return;
    const [remains, are] =
      this.#remains === 1 ? ["1 remain of a record", "is"] : [`${this.#remains} remains of records`, "are"];
    this.#hooks.onWarn(
      `Behind its own records the event log holds ${remains} that ${are} no longer part of it (deleted, or left out when ` +
        "the log was exported). Not read; a tool for carving event logs may recover more.",
    );
  }

  #reject(reason: string, text: string): void {
    this.#records++;
    this.#hooks.onReject({ line: this.#records, reason, text });
  }

  #warnOfDamage({ index, bytes }: Block, header: ChunkHeader | undefined): void {
    const damage = damageOf(bytes, header);
    if (damage === undefined || ++this.#damaged > MOST_WARNINGS) return;
    this.#hooks.onWarn(`Chunk ${index + 1} of the event log ${damage}`);
  }

  #warnOfMoreDamage(): void {
    const more = this.#damaged - MOST_WARNINGS;
    if (more > 0) this.#hooks.onWarn(`${more} more ${more === 1 ? "chunk" : "chunks"} of the event log are damaged.`);
  }
}

/** Damaged chunks that are warned of one by one. */
const MOST_WARNINGS = 20;

function damageOf(bytes: Buffer, header: ChunkHeader | undefined): string | undefined {
  if (header === undefined) return "has lost its header; it was searched for records.";
  if (!header.intact) return "has a damaged header (its checksum is wrong); it was searched for records.";
  if (header.end > bytes.length) return "is cut off.";
  if (header.recordsIntact !== false) return undefined;
  return "was changed or damaged: the checksum of its records is wrong. Those that can be read were read.";
}

const DESTROYED = "the record is destroyed";

/** Whether records are missing from a chunk that is not all there. */
function isCut({ index, bytes }: Block, header: ChunkHeader | undefined, blank: boolean, promised: number): boolean {
  if (blank) return index < promised;
  return header === undefined || !header.intact || header.end > bytes.length;
}

function placeOf({ index }: Block, at: number): string {
  return `chunk ${index + 1}, offset ${hex(at)}`;
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}
