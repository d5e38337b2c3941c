// `npm run fuzz -- --minutes 30`: runs the fuzzers, prints what they tried and found, and writes docs/reliability.md.
// --only NAME takes one of them, --seed N starts there; both together repeat one round. --no-page leaves the page alone.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./run-command.mjs";
import { reliabilityPage } from "./reliability-page.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    only: { type: "string" },
    seed: { type: "string" },
    "no-page": { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes takes a positive number, not "${values.minutes}"`);

const directory = mkdtempSync(join(tmpdir(), "winnow-fuzz-"));
const results = join(directory, "results.ndjson");
writeFileSync(results, "");
const request = {
  only: values.only ?? null,
  // Another seed each day: a fixed one would repeat the same tries for ever.
  seed: values.seed === undefined ? Math.floor(Date.now() / 86_400_000) * 1_000_000 : Number(values.seed),
  minutes,
  single: values.only !== undefined && values.seed !== undefined,
  directory,
  results,
};
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", "--config", "vitest.fuzz.config.ts", "--reporter=dot"], {
  cwd: root,
  env: { ...process.env, WINNOW_FUZZ: JSON.stringify(request) },
  stdio: ["ignore", "ignore", "inherit"],
});
const code = await new Promise((settle) => child.on("close", settle));

/** @type {import("./reliability-page.mjs").FuzzResult[]} */
const found = readFileSync(results, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
for (const { name, unit, tries, seconds, failures } of found) {
  console.log(`${name}: ${tries} ${unit} in ${Math.round(seconds)} s, ${failures.length} failures`);
  for (const { seed, kept, message } of failures) {
    console.log(`  seed ${seed}: ${message.split("\n")[0]}`);
    console.log(`  kept in ${kept}; repeat: npm run fuzz -- --only ${name} --seed ${seed}`);
  }
}
if (values.only === undefined && !values["no-page"]) {
  writeFileSync(join(root, "docs/reliability.md"), reliabilityPage(found, minutes));
  console.log("wrote docs/reliability.md");
}
process.exitCode = code === 0 ? 0 : 1;
