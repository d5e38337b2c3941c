import type { EventStream } from "@winnow/core";
import { Database, type EngineContext, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import { joinHeld } from "./held/held-part.ts";
import { type HeldInput, HeldTables, type Holding } from "./held/held-tables.ts";
import { InputFile } from "./input/input-file.ts";
import type { SourceBytes } from "./input/unpack.ts";
import { type Holder, openFile, type TableOptions } from "./parts/file-part.ts";
import type { Part } from "./parts/part.ts";

/** A file that contains a table; it is read in place. */
export interface FileSource extends TableOptions {
  readonly from: "file";
  readonly input: InputFile;
}

/** A source inside a file, or read from a file by another reader. */
export interface DerivedSource {
  /** Its name in rejections and messages: `archive.zip!entry.csv`. */
  readonly name: string;
  /** The file that it comes from. */
  readonly input: InputFile;
}

/** The bytes of a table, unpacked from an archive. They are stored until the engine is closed. */
export interface BytesSource extends DerivedSource, TableOptions {
  readonly from: "bytes";
  readonly bytes: SourceBytes;
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
  const tables = new HeldTables(database);
  try {
    const inputs = new Map<string, InputFile>();
    const opened = await tables.use(async (hold) => {
      const all: (Part | HeldInput)[] = [];
      for await (const source of sources) {
        inputs.set(source.input.path, source.input);
        all.push(await openSource(database, source, { tables, hold }));
      }
      return all;
    });
    return new PartsEngine(database, partsOf(opened), [...inputs.values()]);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openSource(database: Database, source: EventSource, holder: Holder): Promise<Part | HeldInput> {
  switch (source.from) {
    case "file":
      return openFile(database, source.input, holder, source);
    case "bytes": {
      const path = await database.store(source.bytes);
      const input = await InputFile.open(path, { name: source.name, isOwn: true });
      return openFile(database, input, holder, { ...source, damage: source.bytes.damage });
    }
    case "stream":
      return holdEvents(database, source.name, source.stream, holder.hold);
  }
}

/** Parts in the order of the inputs. Held inputs that follow each other become one. */
function partsOf(opened: readonly (Part | HeldInput)[]): Part[] {
  const parts: Part[] = [];
  let held: HeldInput[] = [];
  for (const one of opened) {
    if ("rejects" in one) {
      held.push(one);
    } else {
      parts.push(...joinHeld(held), one);
      held = [];
    }
  }
  return [...parts, ...joinHeld(held)];
}

/** Holds every event of a stream. */
export function holdEvents(database: Database, name: string, stream: EventStream, hold: Holding): Promise<HeldInput> {
  return hold(name, async (writer) => {
    for await (const batch of stream.batches((reject) => writer.rejects.add(reject))) {
      await writer.append(batch);
      database.context.progress({ stage: "receiving events", done: writer.rows, unit: "events" });
    }
    // A stream does not report the positions of rejected records, so they are numbered after the events.
    writer.rejected.add(writer.rows, writer.rejects.count);
  });
}
