import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { Killing } from "../output/killing.ts";

const KILLS = 3;

/** Kills runs while they write their result. */
export const killFuzzer: Fuzzer = {
  name: "kills",
  unit: "kills",
  promise: "a reader finds the old result or the new one, complete, and the next run leaves nothing of the killed one",
  rounds: 1,
  round: async (random, scratch) => {
    const [mode, before] =
      random() < 0.5 ? ["links", "copies"] : random() < 0.5 ? ["links", "links"] : ["copies", "copies"];
    const killing = await Killing.begin(scratch, mode!, before!, random);
    while (killing.kills < KILLS) await killing.next();
    return killing.kills;
  },
};
