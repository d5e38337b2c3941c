import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { PROCESS_COLUMNS, processLine } from "../events.ts";
import { Dice } from "./hostile-events.ts";
import { assertEndedInWords, winnowProcess } from "./process.ts";

/** Runs with little memory over inputs that nothing makes smaller. */
export const memoryFuzzer: Fuzzer = {
  name: "memory",
  unit: "runs",
  promise: "a run that needs more memory than it may use ends with a code, never with an abort",
  rounds: 1,
  round: async (random, scratch) => {
    const dice = new Dice(random);
    const input = join(scratch, "events.csv");
    await writeLines(input, dice);
    const argv = ["run", dice.pick(["windows-processes", "msticpy-processes"]), input, "--out", join(scratch, "out")];
    const heap = 96 + dice.below(200);
    assertEndedInWords(await winnowProcess([...argv, "--quiet"], { nodeOptions: [`--max-old-space-size=${heap}`] }));
    return 1;
  },
};

/** Events whose programs and command lines are all different. */
async function writeLines(path: string, dice: Dice): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${PROCESS_COLUMNS.join(",")}\n`);
  const count = 1000 * (1 + dice.below(60));
  const length = dice.pick([20, 100, 1000]);
  for (let i = 0; i < count; i++) {
    const word = randomWord(dice, length);
    if (!file.write(`${processLine(i, `C:\\Tools\\${word.slice(0, 12)}.exe`, word)}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

function randomWord(dice: Dice, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + dice.below(26))).join("");
}
