import { commandFuzzer } from "../packages/cli/test/fuzz/commands.ts";
import { fullDiskFuzzer } from "../packages/cli/test/fuzz/full-disk.ts";
import { memoryFuzzer } from "../packages/cli/test/fuzz/memory.ts";
import { readerFuzzer } from "../packages/connector-files/test/fuzz/readers.ts";
import { changingInputFuzzer } from "../packages/engine-duckdb/test/fuzz/changing-inputs.ts";
import { tableFuzzer } from "../packages/engine-duckdb/test/fuzz/tables.ts";
import { killFuzzer } from "../packages/orchestrator/test/fuzz/kills.ts";
import { redactionFuzzer } from "../packages/orchestrator/test/fuzz/redaction.ts";
import type { Fuzzer } from "./fuzzer.ts";

/** All fuzzers, in the order in which they run. */
export const fuzzers: readonly Fuzzer[] = [
  readerFuzzer,
  tableFuzzer,
  changingInputFuzzer,
  commandFuzzer,
  killFuzzer,
  fullDiskFuzzer,
  memoryFuzzer,
  redactionFuzzer,
];
