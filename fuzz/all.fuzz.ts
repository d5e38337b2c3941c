import { appendFile } from "node:fs/promises";
import { it } from "vitest";
import { fuzz } from "./fuzzer.ts";
import { fuzzers } from "./fuzzers.ts";

/** What `tools/fuzz.mjs` asks for. */
interface Request {
  readonly only: string | null;
  readonly seed: number;
  /** Shared by the fuzzers in equal parts. */
  readonly minutes: number;
  /** With `only` and a seed that failed before: that round alone. */
  readonly single: boolean;
  readonly directory: string;
  /** File that results are appended to, a line of JSON each. */
  readonly results: string;
}

const { only, seed, minutes, single, directory, results } = JSON.parse(process.env["WINNOW_FUZZ"] ?? "{}") as Request;

const selected = fuzzers.filter(({ name }) => only === null || name === only);

for (const fuzzer of selected) {
  it(`${fuzzer.name} keep their promise`, { timeout: 0 }, async () => {
    const end = performance.now() + (minutes * 60_000) / selected.length;
    const result = await fuzz(fuzzer, {
      seed,
      directory,
      goOn: (rounds) => (single ? rounds < 1 : performance.now() < end),
      onRound: (tries, failures) =>
        process.stderr.write(`\r${fuzzer.name}: ${tries} ${fuzzer.unit}, ${failures} failures\u001B[K`),
    });
    process.stderr.write("\n");
    await appendFile(results, `${JSON.stringify(result)}\n`);
    if (result.failures.length > 0) throw new Error(result.failures.map(({ message }) => message).join("\n\n"));
  });
}
