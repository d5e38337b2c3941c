import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../run-command.mjs";

/**
 * A module of a built package. Generated pages describe what was built, and are typed by what they read of it.
 * @param {string} name the package's folder
 * @param {string} [file] within its sources
 */
export function importBuilt(name, file = "index.ts") {
  const built = join(root, "packages", name, "dist", file.replaceAll("/", sep).replace(/\.ts$/, ".js"));
  return import(pathToFileURL(built).href);
}

/** The text of a cell in a Markdown table; outside code, no `<` may open an element. @param {string} text */
export function cell(text) {
  const parts = text
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ")
    .split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replaceAll("<", "&lt;"))).join("");
}
