// Puts the recipes into the package of the command, as it is packed: whoever installs it has them at hand. With --remove takes
// them out again: in a checkout the command has those of examples/, which are never out of date.
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

const from = join(root, "examples");
const to = join(root, "packages", "cli", "recipes");

rmSync(to, { recursive: true, force: true });
for (const name of process.argv.includes("--remove") ? [] : readdirSync(from)) {
  if (!existsSync(join(from, name, "profile.yaml"))) continue;
  cpSync(join(from, name), join(to, name), {
    recursive: true,
    filter: (path) => !/[/\\](node_modules|test)$|\.test\.ts$/.test(path),
  });
}
