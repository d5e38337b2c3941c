import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runCommand } from "../run-command.mjs";
import { terminalToSvg } from "./terminal-svg.mjs";

const COMMAND = "winnow run examples/windows-processes/profile.yaml";
const ROWS = 26;

/**
 * `docs/images/windows-processes.svg`: what the command prints for the bundled example, its first rows and its sum.
 * @returns {Promise<string>}
 */
export async function examplePicture() {
  const out = mkdtempSync(join(tmpdir(), "winnow-picture-"));
  try {
    const profile = join(root, "examples/windows-processes/profile.yaml");
    const { ok, output } = await runCommand(
      [process.execPath, join(root, "packages/cli/dist/main.js"), "run", profile, "--out", out],
      { COLUMNS: "150", FORCE_COLOR: "1", NO_COLOR: "" },
    );
    if (!ok) throw new Error(output);
    return terminalToSvg([`$ ${COMMAND}`, ...crop(output.split("\n"))], "The first rows of the example's result");
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** From the table's header down: some rows, then the sum without the files. @param {readonly string[]} lines */
function crop(lines) {
  const header = lines.findIndex((line) => /rank +events/.test(line));
  const end = lines.findIndex((line, i) => i > header && line === "");
  const sum = lines.findIndex((line, i) => i > end && line === "");
  if (header < 0 || end < 0 || sum < 0) throw new Error(`not the output of a run:\n${lines.join("\n")}`);
  return [...lines.slice(header, header + ROWS + 1), "…", ...lines.slice(end, sum)];
}
