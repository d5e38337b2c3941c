import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fuzz, type Fuzzer } from "../fuzzer.ts";
import { fuzzers } from "../fuzzers.ts";

const SEED = 20_261_124;

async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "winnow-fuzz-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

describe("the fuzzers", () => {
  for (const fuzzer of fuzzers) {
    it(`${fuzzer.name}: ${fuzzer.promise}`, async () => {
      const goOn = (rounds: number): boolean => rounds < fuzzer.rounds;
      const result = await withDirectory((directory) => fuzz(fuzzer, { seed: SEED, directory, goOn }));
      expect(result.failures.map(({ seed, message }) => `seed ${seed}: ${message}`)).toEqual([]);
      expect(result.tries).toBeGreaterThanOrEqual(fuzzer.rounds);
    });
  }
});

describe("`fuzz`", () => {
  const flawed: Fuzzer = {
    name: "flawed",
    unit: "numbers",
    promise: "a number is below 0.5",
    rounds: 10,
    round: async (random) => {
      const number = random();
      if (number >= 0.5) throw new Error(`${number} is not below 0.5`);
      return 1;
    },
  };

  it("counts tries, keeps failing rounds with their seeds and goes on", async () => {
    await withDirectory(async (directory) => {
      const result = await fuzz(flawed, { seed: 1, directory, goOn: (rounds) => rounds < 20 });
      expect(result.tries + result.failures.length).toBe(20);
      expect(result.failures.length).toBeGreaterThan(0);
      const [failure] = result.failures;
      const again = await fuzz(flawed, { seed: failure!.seed, directory, goOn: (rounds) => rounds < 1 });
      expect(again.failures.map(({ seed }) => seed)).toEqual([failure!.seed]);
    });
  });
});
