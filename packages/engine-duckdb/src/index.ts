export type { DuckdbEngine, EngineInput } from "./engine.ts";
export type { EngineContext, Resources } from "./database.ts";
export type { FileFormat, FilesOptions } from "./open-files.ts";
export { openFiles } from "./open-files.ts";
export { holdStream } from "./hold-stream.ts";
export type { ParquetColumn } from "./write-parquet.ts";
export { writeParquet } from "./write-parquet.ts";
export { duckdbDialect } from "./dialect.ts";
