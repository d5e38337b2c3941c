// node bench/pipeline/floor.mjs FILE: the least work that any tool must do. DuckDB's own exact grouping, nothing else.
import { DuckDBInstance } from "@duckdb/node-api";

const [file = ""] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run(`
  select NewProcessName, CommandLine, SubjectLogonId, count(*), min(TimeGenerated), max(TimeGenerated)
  from read_csv('${file.replaceAll("'", "''")}', header = true, all_varchar = true)
  group by all`);
connection.closeSync();
