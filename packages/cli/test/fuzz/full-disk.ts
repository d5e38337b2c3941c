import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { processLine, writeEvents } from "../events.ts";
import { winnow } from "../io.ts";
import { Dice } from "./hostile-events.ts";
import { assertEndedInWords, winnowProcess } from "./process.ts";

/** Runs that can write files of a few KB only: the system refuses the write as on a full disk. */
export const fullDiskFuzzer: Fuzzer = {
  name: "full-disks",
  unit: "runs",
  promise: "a run that finds no space ends with a code, and the result of the run before stays complete",
  rounds: 4,
  round: async (random, scratch) => {
    if (process.platform === "win32") return 1;
    const dice = new Dice(random);
    const out = join(scratch, "out");
    const events = (count: number): string[] =>
      Array.from({ length: count }, (_, i) => processLine(i, `C:\\a-${i}.exe`, `a-${i}.exe ${"x".repeat(i % 900)}`));
    await winnow(["run", "windows-processes", await writeEvents(scratch, events(20)), "--out", out, "--quiet"]);
    const before = await readFile(join(out, "manifest.json"), "utf8");

    const input = await writeEvents(scratch, events(1 + dice.below(3000)));
    // Blocks of 512 or 1,024 bytes, by the shell.
    const limited = ["bash", "-c", `trap "" XFSZ; ulimit -f ${dice.below(800)}; exec "$@"`, "limited"];
    const ended = await winnowProcess(["run", "windows-processes", input, "--out", out, "--quiet"], {
      prefix: limited,
    });
    assertEndedInWords(ended);
    const after = await readFile(join(out, "manifest.json"), "utf8");
    if (ended.exitCode === 1 && after !== before) throw new Error("the failed run changed the result");
    return 1;
  },
};
