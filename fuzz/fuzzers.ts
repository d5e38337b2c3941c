import { commandFuzzer } from "../packages/cli/test/fuzz/commands.ts";
import { fullDiskFuzzer } from "../packages/cli/test/fuzz/full-disk.ts";
import { memoryFuzzer } from "../packages/cli/test/fuzz/memory.ts";
import { readerFuzzer } from "../packages/connector-files/test/fuzz/readers.ts";
import { killFuzzer } from "../packages/orchestrator/test/fuzz/kills.ts";
import { redactionFuzzer } from "../packages/orchestrator/test/fuzz/redaction.ts";
import type { Fuzzer } from "./fuzzer.ts";

/** All fuzzers, in the order in which they run. */
export const fuzzers: readonly Fuzzer[] = [
  readerFuzzer,
  commandFuzzer,
  killFuzzer,
  fullDiskFuzzer,
  memoryFuzzer,
  redactionFuzzer,
];
