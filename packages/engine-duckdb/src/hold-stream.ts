import type { EventStream, Reject } from "@winnow/core";
import { Database, type EngineContext, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import { HeldPart } from "./parts/held-part.ts";
import { TableWriter } from "./parts/table-writer.ts";

/** Holds every event of a stream, all columns as text, in memory and beyond that on disk. */
export async function holdStream(
  stream: EventStream,
  context: EngineContext,
  resources: Resources = {},
): Promise<DuckdbEngine> {
  const database = await Database.open(resources, context);
  try {
    const table = "held_stream";
    const refused: Reject[] = [];
    const held = await TableWriter.fill(database, table, [], async (writer) => {
      for await (const batch of stream.batches((reject) => refused.push(reject))) {
        await writer.append(batch);
        context.progress({ stage: "receiving events", done: writer.rows, unit: "events" });
      }
    });
    // Nobody knows where among the events they would have stood: they are numbered after them.
    const rejected = refused.map((reject, index) => ({ ...reject, row: held.rows + index }));
    return new PartsEngine(database, [new HeldPart({ path: "stream", bytes: 0 }, table, held, rejected)], []);
  } catch (error) {
    await database.close();
    throw error;
  }
}
