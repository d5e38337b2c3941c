import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomNumbers } from "@winnow/testkit";

/** Tries inputs that nobody wrote by hand, and fails where a promise does not hold for one of them. */
export interface Fuzzer {
  readonly name: string;
  /** Noun for what is counted, in the plural: `mutated logs`. */
  readonly unit: string;
  /** One sentence: the promise that each try checks. */
  readonly promise: string;
  /** Rounds that `npm test` runs: a few seconds' worth. */
  readonly rounds: number;
  /**
   * Makes one round of tries and returns their number.
   * @param random numbers in [0, 1), the only source of chance
   * @param scratch an empty directory; what is in it when the round fails is kept
   * @throws where the promise does not hold
   */
  round(random: () => number, scratch: string): Promise<number>;
  /** Releases what the rounds share. */
  close?(): Promise<void>;
}

/** What a fuzzer tried, and what it found. */
export interface FuzzResult {
  readonly name: string;
  readonly unit: string;
  readonly promise: string;
  readonly tries: number;
  readonly seconds: number;
  readonly failures: readonly FuzzFailure[];
}

export interface FuzzFailure {
  /** `npm run fuzz -- --only NAME --seed SEED` repeats it. */
  readonly seed: number;
  readonly message: string;
  /** Directory with the inputs of the round. */
  readonly kept: string;
}

export interface FuzzOptions {
  /** Seed of the first round; each round has the next number. */
  readonly seed: number;
  /** Whether to start another round, after so many rounds. */
  readonly goOn: (rounds: number) => boolean;
  /** Parent of scratch directories, and of the failing cases that are kept. */
  readonly directory: string;
  readonly onRound?: (tries: number, failures: number) => void;
}

/** Failures after which a fuzzer stops: more of them teach nothing. */
const MOST_FAILURES = 20;

/** Runs rounds of a fuzzer. A round that fails is kept and does not end the others. */
export async function fuzz(fuzzer: Fuzzer, { seed, goOn, directory, onRound }: FuzzOptions): Promise<FuzzResult> {
  const began = performance.now();
  const failures: FuzzFailure[] = [];
  let tries = 0;
  for (let rounds = 0; goOn(rounds) && failures.length < MOST_FAILURES; rounds++) {
    const failure = await runRound(fuzzer, seed + rounds, directory, (count) => (tries += count));
    if (failure !== undefined) failures.push(failure);
    onRound?.(tries, failures.length);
  }
  await fuzzer.close?.();
  const { name, unit, promise } = fuzzer;
  return { name, unit, promise, tries, seconds: (performance.now() - began) / 1000, failures };
}

async function runRound(
  fuzzer: Fuzzer,
  seed: number,
  directory: string,
  count: (tries: number) => void,
): Promise<FuzzFailure | undefined> {
  const scratch = join(directory, `${fuzzer.name}-${seed}`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    count(await fuzzer.round(randomNumbers(seed), scratch));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await writeFile(join(scratch, "failure.txt"), `seed ${seed}\n${message}\n`);
    return { seed, message, kept: scratch };
  }
  await rm(scratch, { recursive: true, force: true });
  return undefined;
}
