import { assertLedger, type Gap, type InputIdentity, type Ledger, type ReducePlan, type Reject } from "@winnow/core";
import { Database } from "../../src/database.ts";
import { HeldPart } from "../../src/held/held-part.ts";
import { HeldTables } from "../../src/held/held-tables.ts";
import { InputFile } from "../../src/input/input-file.ts";
import { createInputs } from "../../src/input/inputs.ts";
import { openFile, type TableOptions } from "../../src/parts/file-part.ts";
import { reduce } from "../../src/reduction/reduce.ts";
import { sourceOf } from "../../src/source.ts";
import { quietContext } from "./context.ts";
import { arrayOf, type EventRow, rowsFrom } from "./engine.ts";

/** Everything that is in a file. */
export interface Opened {
  readonly rows: readonly EventRow[];
  readonly rejects: readonly Reject[];
  readonly ledger: Ledger;
  readonly gaps: readonly Gap[];
  readonly inputs: readonly InputIdentity[];
}

const ONE_GROUP: ReducePlan = { time: null, where: null, keys: [] };

/** Opens files one after the other on one database, which takes most of the time of opening one. */
export class Opener {
  readonly #gaps: Gap[] = [];
  #database: Promise<Database> | undefined;
  #opened = 0;

  /** Opens a file, reduces it and reads everything that it gives. */
  async open(path: string, options: TableOptions = {}): Promise<Opened> {
    const context = { ...quietContext(), gap: (gap: Gap) => void this.#gaps.push(gap) };
    const database = await (this.#database ??= Database.open({ threads: 1 }, context));
    this.#gaps.length = 0;
    const input = await InputFile.open(path);
    const tables = new HeldTables(database);
    const opened = await tables.use((hold) => openFile(database, input, { tables, hold }, options));
    const source = sourceOf(["rejects" in opened ? new HeldPart([opened]) : opened]);
    await using reduction = await reduce(
      database,
      source,
      createInputs([input]),
      ONE_GROUP,
      `opened_${++this.#opened}`,
    );
    const ledger = await reduction.ledger();
    assertLedger(ledger);
    const rows = await rowsFrom(reduction.drill.events({}));
    const rejects = await arrayOf(reduction.rejects());
    return { rows, rejects, ledger, gaps: [...this.#gaps], inputs: await reduction.inputs() };
  }

  async close(): Promise<void> {
    await (await this.#database)?.close();
    this.#database = undefined;
  }
}
