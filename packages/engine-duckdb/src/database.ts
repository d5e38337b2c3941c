import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as DuckDbModule from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { isWinnowError, runAborted, throwIfAborted, type RunContext } from "@winnow/core";
import { duckdbFailed, duckdbMissing, memoryExceeded, spillFailed } from "./errors.ts";
import { reasonOf } from "./reason-of.ts";
import { RejectStore } from "./rejects/reject-store.ts";
import { createTempDirectory, removeTempDirectory } from "./temp-directory.ts";

/** Limits of what the engine uses of the machine. */
export interface Resources {
  /** Memory for DuckDB's own buffers, `"900MB"`; what does not fit is written to the temporary directory. */
  readonly memoryLimit?: string;
  /** Parent of the directory for temporary files; by default that of the system. */
  readonly tempDirectory?: string;
  /** Threads; all processors by default. */
  readonly threads?: number;
}

/** What the engine uses of a run's surroundings. */
export type EngineContext = Pick<RunContext, "signal" | "progress" | "warn" | "gap">;

const DEFAULT_MEMORY = "700MB";
/** Memory for long texts alone, and for each row that is grouped at the same time. */
const LEAST_MEMORY_MB = 128;
const BYTES_PER_ROW = 1000;
/** What remains in memory between statements where it is to be saved. */
const KEPT_MEMORY = "32MB";
const PROGRESS_EVERY_MS = 200;

export type DuckDb = typeof DuckDbModule;

/** Loads DuckDB: 60 MB of native code that nothing needs before the first file is opened. */
export async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw duckdbMissing({ reason: reasonOf(cause) }, { cause });
  }
}

/** An in-memory database that spills to a temporary directory, stops on the run's signal and throws Winnow's errors. */
export class Database {
  readonly context: EngineContext;
  /** Rejected records of everything that is read. */
  readonly rejects: RejectStore;
  readonly #instance: DuckDBInstance;
  readonly #directory: string;
  readonly #memory: string;
  readonly #connections = new Set<DuckDBConnection>();
  readonly #idle: DuckDBConnection[] = [];
  readonly #stop: () => void;
  #closed = false;
  /** The smaller limit, where memory is to be saved. */
  #saving: string | undefined;
  #stored = 0;

  private constructor(instance: DuckDBInstance, directory: string, memory: string, context: EngineContext) {
    this.#instance = instance;
    this.#directory = directory;
    this.#memory = memory;
    this.context = context;
    this.rejects = new RejectStore(directory);
    this.#stop = () => {
      for (const connection of this.#connections) connection.interrupt();
    };
    context.signal.addEventListener("abort", this.#stop);
  }

  static async open(resources: Resources, context: EngineContext): Promise<Database> {
    throwIfAborted(context.signal);
    const { DuckDBInstance } = await loadDuckDb();
    const parent = resources.tempDirectory ?? tmpdir();
    const directory = await createTempDirectory(parent).catch((cause: unknown) => {
      throw spillFailed({ directory: parent, reason: reasonOf(cause) }, { cause });
    });
    const memory = resources.memoryLimit ?? DEFAULT_MEMORY;
    try {
      const instance = await DuckDBInstance.create(":memory:", {
        memory_limit: memory,
        temp_directory: directory,
        // Nothing is ever fetched from the network: what reading needs is built in.
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
        preserve_insertion_order: "true",
        // There is no file to write to, and a checkpoint pins a block for each column of a table.
        checkpoint_threshold: "1TB",
        // A file that changes would be read in part from the cache.
        enable_external_file_cache: "false",
        ...(resources.threads === undefined ? {} : { threads: String(resources.threads) }),
      });
      const database = new Database(instance, directory, memory, context);
      await database.run(
        "starting",
        "set timezone = 'UTC'; set enable_progress_bar = true; set enable_progress_bar_print = false",
      );
      return database;
    } catch (cause) {
      await removeTempDirectory(directory);
      throw isWinnowError(cause) ? cause : duckdbFailed({ doing: "starting", reason: reasonOf(cause) }, { cause });
    }
  }

  /** Runs statements. `doing` completes "DuckDB failed while …" and names the stage of the progress. */
  async run(doing: string, sql: string): Promise<void> {
    await this.change(doing, sql);
  }

  /**
   * Takes less memory from now on: what is not needed is written to the temporary directory, and what is freed goes back to
   * the system at once. For long texts, which JavaScript needs memory for, too.
   * @param rows that the next statements work on: how much memory they cannot do without
   */
  async saveMemory(doing: string, rows: number): Promise<void> {
    if (this.#saving !== undefined) return;
    await this.run(
      doing,
      "set allocator_flush_threshold = '1MB'; set allocator_bulk_deallocation_flush_threshold = '4MB'",
    );
    const least = LEAST_MEMORY_MB + Math.ceil((rows * BYTES_PER_ROW) / 1e6);
    if (this.#memory !== DEFAULT_MEMORY || least >= Number.parseInt(DEFAULT_MEMORY, 10)) return;
    this.#saving = `${least}MB`;
    await this.run(doing, `set memory_limit = '${this.#saving}'`);
  }

  /** Writes to the temporary directory what the next statements do not need, where memory is to be saved. */
  async releaseMemory(doing: string): Promise<void> {
    if (this.#saving === undefined) return;
    // What is in use stays: DuckDB then refuses the smaller limit.
    await this.run(doing, `set memory_limit = '${KEPT_MEMORY}'`).catch(() => undefined);
    await this.run(doing, `set memory_limit = '${this.#saving}'`);
  }

  /** Runs statements and returns the number of rows that the last one wrote. */
  async change(doing: string, sql: string): Promise<number> {
    return this.withConnection(doing, async (connection) => {
      const result = await connection.run(sql).finally(this.watch(doing, connection));
      return Number(result.rowsChanged);
    });
  }

  /** The rows of a small result. */
  async rows(doing: string, sql: string): Promise<unknown[][]> {
    return this.withConnection(doing, async (connection) => (await connection.runAndReadAll(sql)).getRows());
  }

  /** The chunks of a large result, at most 2048 rows each, in the order of the query. */
  async *chunks(doing: string, sql: string): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#take();
    try {
      const result = await connection.stream(sql);
      for (;;) {
        throwIfAborted(this.context.signal);
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk;
      }
    } catch (error) {
      throw this.#explain(doing, error);
    } finally {
      this.#drop(connection);
    }
  }

  /** Lends a connection for what needs more than SQL. */
  async withConnection<T>(doing: string, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      const result = await use(connection);
      this.#idle.push(connection);
      return result;
    } catch (error) {
      this.#drop(connection);
      throw this.#explain(doing, error);
    }
  }

  /** Writes bytes to a file that is removed when the database is closed, and returns its path. */
  async store(bytes: AsyncIterable<Uint8Array>): Promise<string> {
    const path = join(this.#directory, `stored_${this.#stored++}`);
    try {
      await writeFile(path, bytes, { flag: "wx", signal: this.context.signal });
    } catch (cause) {
      if (isWinnowError(cause)) throw cause;
      throwIfAborted(this.context.signal);
      throw spillFailed({ directory: this.#directory, reason: reasonOf(cause) }, { cause });
    }
    return path;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  async #take(): Promise<DuckDBConnection> {
    throwIfAborted(this.context.signal);
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const connection = await this.#instance.connect();
    this.#connections.add(connection);
    return connection;
  }

  #drop(connection: DuckDBConnection): void {
    this.#connections.delete(connection);
    connection.closeSync();
  }

  /** Reports the progress of the statement on `connection` until the returned function is called. */
  watch(stage: string, connection: DuckDBConnection): () => void {
    const watch = setInterval(() => {
      const { percentage } = connection.progress;
      if (percentage > 0) this.context.progress({ stage, done: Math.round(percentage), total: 100, unit: "%" });
    }, PROGRESS_EVERY_MS);
    watch.unref();
    return () => clearInterval(watch);
  }

  #explain(doing: string, error: unknown): Error {
    if (isWinnowError(error)) return error;
    const reason = reasonOf(error);
    const extra = { cause: error };
    if (this.context.signal.aborted || reason.startsWith("INTERRUPT")) return runAborted({}, extra);
    if (/No space left|ENOSPC|max_temp_directory_size|failed to offload|temporary file/i.test(reason)) {
      return spillFailed({ directory: this.#directory, reason }, extra);
    }
    if (reason.startsWith("Out of Memory")) return memoryExceeded({ doing, limit: this.#memory }, extra);
    return duckdbFailed({ doing, reason }, extra);
  }

  /** Frees the memory and removes the temporary files. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.context.signal.removeEventListener("abort", this.#stop);
    for (const connection of this.#connections) connection.closeSync();
    this.#connections.clear();
    this.#instance.closeSync();
    this.rejects.close();
    await removeTempDirectory(this.#directory);
  }
}
