import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { builtInProfiles } from "../../src/builtin-profiles.ts";
import { winnow, type Finished } from "../io.ts";
import { Dice, hostileFile } from "./hostile-events.ts";

/** Codes of failures that only a bug of Winnow can cause. */
const INTERNAL = /\bWN(?:1002|1402|2005)\b/;
/** What a terminal would act on. */
// eslint-disable-next-line no-control-regex
const NOT_INERT = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Runs `winnow` with hostile files, damaged profiles and random options. */
export const commandFuzzer: Fuzzer = {
  name: "commands",
  unit: "commands",
  promise: "each ends with 0, 1, 2 or 3 and inert words, events add up, and a failed run changes no result",
  rounds: 25,
  round: async (random, scratch) => {
    const dice = new Dice(random);
    const { name, bytes } = hostileFile(dice);
    const input = join(scratch, name);
    await writeFile(input, bytes);
    const profile = await profileFor(dice, scratch);
    const out = join(scratch, "out");
    let runs = 0;
    for (const argv of commandsOver(dice, { profile, input, out })) {
      const before = await resultIn(out);
      const finished = await winnow(argv);
      runs++;
      assertSound(argv, finished);
      if (finished.exitCode === 1 || finished.exitCode === 2) assertEqual(await resultIn(out), before, argv);
      else if (argv[0] === "run") assertAddsUp(await resultIn(out), argv);
    }
    return runs;
  },
};

interface Names {
  readonly profile: string;
  readonly input: string;
  readonly out: string;
}

function commandsOver(dice: Dice, { profile, input, out }: Names): string[][] {
  const set = dice.happens(0.3) ? ["--set", randomSetting(dice)] : [];
  const run = ["run", profile, input, "--out", out, ...set, ...(dice.happens(0.5) ? ["--json"] : [])];
  const others = [
    ["plan", profile, input],
    ["check", profile],
    ["init", input, "--out", `${input}.yaml`, "--force"],
    ["reduce", profile, input, "--out", `${input}.groups.parquet`],
    ["why", out, String(dice.below(50))],
    ["explain", dice.pick(["1", "2", "x", "WN1310"]), out],
    ["tune", profile, input],
    [dice.pick(["run", "nonsense", "--help"]), ...dice.times(2, () => dice.pick(["\u001b[31m", "-", "--out", "🙂"]))],
  ];
  return [run, ...dice.times(2, () => dice.pick(others))];
}

function randomSetting(dice: Dice): string {
  const key = dice.pick([
    "cluster.with.eps",
    "scale",
    "guard",
    "keep",
    "rank.limit",
    "where",
    "fields",
    "__proto__.x",
    "redact",
  ]);
  return `${key}=${dice.pick(["0.1", "-1", "standard", "[process.name]", "null", "{equals: [process.name, x]}", "[]", "💥"])}`;
}

async function profileFor(dice: Dice, scratch: string): Promise<string> {
  const name = dice.pick(["windows-processes", "linux-logons", "msticpy-processes", "windows-logons"]);
  if (dice.happens(0.6)) return name;
  const lines = (await builtInProfiles.read(name)).split("\n");
  const at = dice.below(lines.length);
  if (dice.happens(0.5)) lines.splice(at, 1);
  else lines[at] = dice.pick(["  - [", "x: &a *a", "\t", "cluster: null", `${lines[at]} ${lines[at]}`, "features: 7"]);
  const path = join(scratch, "profile.yaml");
  await writeFile(path, lines.join("\n"));
  return path;
}

function assertSound(argv: readonly string[], { exitCode, stdout, stderr }: Finished): void {
  const said = stdout + stderr;
  const complain = (problem: string): never => {
    throw new Error(`winnow ${JSON.stringify(argv)} ${problem}\n${said.slice(0, 4000)}`);
  };
  if (![0, 1, 2, 3].includes(exitCode)) complain(`ended with ${exitCode}`);
  if (/\n {4}at /.test(said)) complain("printed a stack trace");
  if (INTERNAL.test(said)) complain("reported an internal failure");
  if (NOT_INERT.test(said)) complain("printed what a terminal acts on");
}

/** The manifest of the result in a directory; "" where there is none. */
async function resultIn(out: string): Promise<string> {
  const path = join(out, "manifest.json");
  return existsSync(path) ? readFile(path, "utf8") : "";
}

function assertEqual(after: string, before: string, argv: readonly string[]): void {
  if (after !== before) throw new Error(`winnow ${JSON.stringify(argv)} failed and changed the result`);
}

function assertAddsUp(manifest: string, argv: readonly string[]): void {
  const { ledger } = JSON.parse(manifest) as { ledger: Record<"read" | "rejected" | "filtered" | "clustered", number> };
  if (ledger.read !== ledger.rejected + ledger.filtered + ledger.clustered) {
    throw new Error(`winnow ${JSON.stringify(argv)}: ${JSON.stringify(ledger)} does not add up`);
  }
}
