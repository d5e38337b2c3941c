import type { Fuzzer } from "./fuzzer.ts";

/** All fuzzers, in the order in which they run. */
export const fuzzers: readonly Fuzzer[] = [];
