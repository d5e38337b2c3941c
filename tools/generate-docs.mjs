// Writes the pages that are made from the code; with --check only says which of them are out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { apiPages } from "./generated/api.mjs";
import { commandReference } from "./generated/commands.mjs";
import { errorReference } from "./generated/errors.mjs";
import { expressionReference } from "./generated/expressions.mjs";
import { examplePicture } from "./generated/picture.mjs";
import { profileReference, profileSchemaFile } from "./generated/profiles.mjs";
import { root } from "./run-command.mjs";

/** Path → what makes it. @type {Readonly<Record<string, () => Promise<string>>>} */
const PAGES = {
  "docs/commands.md": commandReference,
  "docs/errors.md": errorReference,
  "docs/profiles.md": profileReference,
  "docs/reference/expressions.md": expressionReference,
  "schemas/profile.schema.json": profileSchemaFile,
  "docs/images/windows-processes.svg": examplePicture,
  ...apiPages(),
};

const check = process.argv.includes("--check");
/** @type {string[]} */
const stale = [];
for (const [path, generate] of Object.entries(PAGES)) {
  const file = join(root, path);
  const text = await generate();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (stale.length > 0)
  console.log(check ? `out of date: ${stale.join(", ")}. Run: npm run docs` : `wrote ${stale.join(", ")}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
