import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { builtInRegistry } from "../builtin-plugins.ts";
import { fileExists, wrongUsage } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { PLUGIN_KINDS, pluginFiles, type CreatableKind } from "../create/plugin-files.ts";
import { writeTextFile } from "../files.ts";
import type { Io } from "../io.ts";
import { visible } from "../terminal/visible.ts";

export interface CreatePluginOptions {
  readonly kind: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** `winnow create plugin`: a small package that passes its own tests as written. */
export async function createPluginCommand(name: string, options: CreatePluginOptions, io: Io): Promise<number> {
  const kind = checkedKind(options.kind);
  checkName(name);
  await checkFree(kind, name);
  const directory = resolve(options.out ?? name);
  const files = await pluginFiles(kind, name);
  const taken = files.map(({ path }) => resolve(directory, path)).find((path) => existsSync(path));
  // Looked at before the first is written: half a package helps nobody.
  if (taken !== undefined && options.force !== true) throw fileExists({ path: taken });
  for (const { path, text } of files) {
    await writeTextFile(resolve(directory, path), text, { overwrite: options.force === true });
  }
  const shown = visible(relative(process.cwd(), directory) || ".");
  io.stdout.write(
    [
      `Wrote the ${kind} "${name}" to ${shown}: ${files.map(({ path }) => path).join(", ")}`,
      `Next: cd ${shown} && npm install && npm test`,
      "",
    ].join("\n"),
  );
  return EXIT.done;
}

function checkedKind(kind: string): CreatableKind {
  const known = PLUGIN_KINDS.find((candidate) => candidate === kind);
  if (known !== undefined) return known;
  throw wrongUsage({
    problem: `there is no kind of plugin "${kind}" to create`,
    suggestion: `Kinds: ${PLUGIN_KINDS.join(", ")}. `,
    help: "winnow create plugin --help",
  });
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return;
  throw wrongUsage({
    problem: `"${name}" is no name for a plugin`,
    suggestion: "Write lower case words joined by hyphens: web-access. ",
    help: "winnow create plugin --help",
  });
}

/** A plugin by the name of a built-in one could not be loaded beside it. An extractor brings a field map of its name. */
async function checkFree(kind: CreatableKind, name: string): Promise<void> {
  const registry = await builtInRegistry();
  const kinds = kind === "extractor" ? (["extractor", "field-map"] as const) : ([kind] as const);
  const taken = kinds.find((one) => registry.entry(one, name) !== undefined);
  if (taken === undefined) return;
  throw wrongUsage({
    problem: `"${name}" is the name of a built-in ${taken.replace("-", " ")}`,
    suggestion: "Choose another. ",
    help: "winnow create plugin --help",
  });
}
