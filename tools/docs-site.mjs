// npm run docs:site: builds the pages of docs/ as a site, into docs/.vitepress/dist. A dead link fails the build.
// DOCS_BASE=/path/ where it is served under a path; DOCS_REPOSITORY=https://… for links to files of the repository.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, runCommand } from "./run-command.mjs";
import { step } from "./step.mjs";

const site = join(root, "docs/.vitepress/dist");

/** Whatever a browser loads by itself, from somewhere else. */
const FETCHED =
  /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?\/\/[^"]*"|url\(["']?(?:https?:)?\/\/[^)]*\)/g;

/** @returns {Promise<import("./step.mjs").StepResult>} */
async function build() {
  const built = await runCommand(["vitepress", "build", "docs"]);
  if (!built.ok) return built;
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) => /\.(html|css)$/.test(file));
  const complaints = files.flatMap((file) =>
    [...readFileSync(join(site, file), "utf8").matchAll(FETCHED)].map(([what]) => `${file} asks others: ${what}`),
  );
  return { ok: files.length > 0 && complaints.length === 0, output: complaints.join("\n") };
}

process.exitCode = (await step("docs site", build)) ? 0 : 1;
