import type { ColumnInfo, Dialect, EventBatch, EventEngine, ReducePlan } from "@winnow/core";
import type { Database } from "./database.ts";
import { duckdbDialect } from "./dialect.ts";
import type { InputFile } from "./input/input-file.ts";
import { createInputs, type Inputs } from "./input/inputs.ts";
import type { Part } from "./parts/part.ts";
import { type DuckdbReduction, reduce } from "./reduction/reduce.ts";
import { columnsOfSource, sampleOf, type Source, sourceOf } from "./source.ts";

/** The embedded engine. Close it: it uses memory and temporary files. */
export interface DuckdbEngine extends EventEngine {
  reduce(plan: ReducePlan): Promise<DuckdbReduction>;
}

export class PartsEngine implements DuckdbEngine {
  readonly kind = "engine" as const;
  readonly dialect: Dialect = duckdbDialect;
  readonly #database: Database;
  readonly #source: Source;
  readonly #inputs: Inputs;
  #reductions = 0;

  /** @param inputs the files that the parts come from, in order */
  constructor(database: Database, parts: readonly Part[], inputs: readonly InputFile[]) {
    this.#database = database;
    this.#source = sourceOf(parts);
    this.#inputs = createInputs(inputs);
  }

  async columns(): Promise<readonly ColumnInfo[]> {
    return columnsOfSource(this.#source);
  }

  sample(limit: number): Promise<EventBatch> {
    return sampleOf(this.#database, this.#source, limit);
  }

  reduce(plan: ReducePlan): Promise<DuckdbReduction> {
    const schema = `reduction_${++this.#reductions}`;
    return reduce(this.#database, this.#source, this.#inputs, plan, schema);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
