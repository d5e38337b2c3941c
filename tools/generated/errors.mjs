import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run-command.mjs";
import { cell, importBuilt } from "./built.mjs";

/** @typedef {{ readonly code: string, readonly summary: string }} Spec */

/**
 * `docs/errors.md`: every failure that Winnow reports, from the built packages.
 * @returns {Promise<string>}
 * @throws when two failures carry one code
 */
export async function errorReference() {
  const sections = [];
  /** @type {Map<string, string>} */
  const owners = new Map();
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const specs = await specsOf(name);
    for (const { code } of specs) {
      const other = owners.get(code);
      if (other !== undefined) throw new Error(`${code} stands for two failures, in ${other} and in ${name}`);
      owners.set(code, name);
    }
    if (specs.length > 0) sections.push({ name, specs });
  }
  sections.sort((a, b) => (a.specs[0]?.code ?? "").localeCompare(b.specs[0]?.code ?? ""));
  return page(sections);
}

/** @param {readonly { name: string, specs: readonly Spec[] }[]} sections */
function page(sections) {
  const tables = sections.map(
    ({ name, specs }) =>
      `## ${name}\n\n| code | when it happens |\n|---|---|\n` +
      specs.map(({ code, summary }) => `| ${code} | ${cell(summary)} |\n`).join(""),
  );
  return (
    "# Errors\n\n<!-- Made by `npm run docs`; do not edit. -->\n\n" +
    "Every failure has a code that never changes its meaning. The message says what is wrong and where, the line below it\n" +
    "what to do next. Programs should look at the code, not at the words.\n\n" +
    tables.join("\n")
  );
}

/**
 * @param {string} name a package's folder
 * @returns {Promise<Spec[]>} by code
 */
async function specsOf(name) {
  const source = join(root, "packages", name, "src");
  if (!existsSync(source)) return [];
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && /= defineError[(<]/.test(readFileSync(join(source, file), "utf8")),
  );
  const modules = await Promise.all(files.sort().map((file) => importBuilt(name, file)));
  const specs = modules.flatMap((module) => Object.values(module).flatMap((value) => value?.spec ?? []));
  return specs.sort((a, b) => a.code.localeCompare(b.code));
}
