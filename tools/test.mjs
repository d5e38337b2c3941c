// `npm test`: installs, builds, checks and tests everything. Goes on after a failure, so that all of them are seen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, runCommand } from "./run-command.mjs";
import { setup } from "./setup.mjs";
import { step } from "./step.mjs";

const report = join(root, "node_modules", ".winnow-tests.json");
const count = await setup(process.stdout);
let skipped = 0;

await check("lint", () => runCommand(["oxlint", "--deny-warnings"]));
await check("format", () => runCommand(["oxfmt", "--check"]));
await check("types", () => runCommand(["tsc", "-p", "tsconfig.json"]));
await check("types of the page", () => runCommand(["tsc", "-p", "packages/sink-html/page"]));
await check("dead code", () => runCommand(["knip"]));
// Packs and checks again only what changed since it was last found in order.
await check("packages", () => runCommand(["turbo", "run", "//#packages:check", "--output-logs=errors-only"]));
await check("generated docs", () => runCommand(["node", "tools/generate-docs.mjs", "--check"]));
await check("docs site", () => runCommand(["turbo", "run", "//#docs:site", "--output-logs=errors-only"]));
await check("tests", runTests);

console.log(`${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = count.failed === 0 ? 0 : 1;

/**
 * @param {string} name
 * @param {() => Promise<import("./step.mjs").StepResult>} work
 */
async function check(name, work) {
  if (await step(name, work, process.stdout)) count.passed++;
  else count.failed++;
}

/** Adds every single test to the counts, besides the step itself. */
async function runTests() {
  const result = await runCommand([
    "vitest",
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const { numTotalTests, numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  count.passed += numPassedTests;
  count.failed += numFailedTests;
  skipped += numTotalTests - numPassedTests - numFailedTests;
  return { ...result, note: skippedIn(testResults) };
}

/** @param {{ assertionResults: { status: string, fullName: string }[] }[]} files */
function skippedIn(files) {
  const names = files
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => !["passed", "failed"].includes(status));
  return names.length === 0 ? "" : `skipped: ${names.map(({ fullName }) => fullName).join("; ")}`;
}
