import type { EventStream, Reject } from "@winnow/core";
import { Database, type EngineContext, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import type { EngineInput } from "./inputs.ts";
import { openFile, sizeOf, type TableOptions } from "./parts/file-part.ts";
import { HeldPart } from "./parts/held-part.ts";
import type { Part } from "./parts/part.ts";
import { TableWriter } from "./parts/table-writer.ts";

/** A file that contains a table; it is read in place. */
export interface FileSource extends TableOptions {
  readonly from: "file";
  readonly path: string;
}

/** A source inside a file, or read from a file by another reader. */
export interface DerivedSource {
  /** Its name in rejections and messages: `archive.zip!entry.csv`. */
  readonly name: string;
  /** The file that it comes from. */
  readonly input: EngineInput;
}

/** The bytes of a table, unpacked from an archive. They are stored until the engine is closed. */
export interface BytesSource extends DerivedSource, TableOptions {
  readonly from: "bytes";
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Events from another reader. All are held in memory and, if they do not fit, on disk. */
export interface HeldSource extends DerivedSource {
  readonly from: "stream";
  readonly stream: EventStream;
}

export type EventSource = FileSource | BytesSource | HeldSource;

/**
 * Opens several sources as one, in order: rows count on from one to the next, and the columns are those of all. The next
 * source is requested after the previous one was read, so that an archive can be unpacked as it is read.
 */
export async function openSources(
  sources: Iterable<EventSource> | AsyncIterable<EventSource>,
  context: EngineContext,
  resources: Resources = {},
): Promise<DuckdbEngine> {
  const database = await Database.open(resources, context);
  try {
    const parts: Part[] = [];
    const inputs = new Map<string, EngineInput>();
    for await (const source of sources) {
      const input = await inputOf(source);
      inputs.set(input.path, input);
      parts.push(await openPart(database, source, `held_${parts.length}`));
    }
    return new PartsEngine(database, parts, [...inputs.values()]);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function inputOf(source: EventSource): Promise<EngineInput> {
  if (source.from !== "file") return source.input;
  const { path } = source;
  return { path, bytes: await sizeOf({ path, name: path }) };
}

async function openPart(database: Database, source: EventSource, table: string): Promise<Part> {
  switch (source.from) {
    case "file":
      return openFile(database, { path: source.path, name: source.path }, table, source);
    case "bytes": {
      const path = await database.store(table, source.bytes);
      return openFile(database, { path, name: source.name }, table, source);
    }
    case "stream":
      return holdEvents(database, source.name, table, source.stream);
  }
}

/** Holds every event of a stream in a table. */
export async function holdEvents(
  database: Database,
  name: string,
  table: string,
  stream: EventStream,
): Promise<HeldPart> {
  const refused: Reject[] = [];
  const held = await TableWriter.fill(database, table, [], async (writer) => {
    for await (const batch of stream.batches((reject) => refused.push(reject))) {
      await writer.append(batch);
      database.context.progress({ stage: "receiving events", done: writer.rows, unit: "events" });
    }
  });
  // A stream does not report the positions of rejected records, so they are numbered after the events.
  const rejected = refused.map((reject, index) => ({ ...reject, row: held.rows + index }));
  return new HeldPart(name, table, held, rejected);
}
