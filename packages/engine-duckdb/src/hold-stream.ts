import type { EventStream } from "@winnow/core";
import { Database, type EngineContext, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import { HeldPart } from "./held/held-part.ts";
import { HeldTables } from "./held/held-tables.ts";
import { holdEvents } from "./open-sources.ts";

/** Holds every event of a stream, all columns as text, in memory and beyond that on disk. */
export async function holdStream(
  stream: EventStream,
  context: EngineContext,
  resources: Resources = {},
): Promise<DuckdbEngine> {
  const database = await Database.open(resources, context);
  try {
    const tables = new HeldTables(database);
    const held = await tables.use((hold) => holdEvents(database, "stream", stream, hold));
    return new PartsEngine(database, [new HeldPart([held])], []);
  } catch (error) {
    await database.close();
    throw error;
  }
}
