import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { isWinnowError } from "@winnow/core";
import { fileExists, notWritable } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { findRecipe, listRecipes } from "../recipes/recipes.ts";
import { definitions } from "../terminal/definitions.ts";
import { visible, visibleLines } from "../terminal/visible.ts";
import { runCommand, type RunCommandOptions } from "./run.ts";
import { schemaCommand } from "./schema.ts";

const SCHEMA = "profile.schema.json";
/** First line of a profile that has editors check it. */
const SCHEMA_LINE = /^# yaml-language-server: \$schema=.*$/m;

/** `winnow recipes`: the examples that run as they are. */
export function recipesCommand(io: Io): number {
  const lines = definitions(listRecipes().map(({ name, title }) => [name, title]));
  io.stdout.write(
    `${lines.join("\n")}\n\n` +
      "`winnow recipes run NAME` runs one, `winnow recipes show NAME` prints what it is about, and\n" +
      "`winnow recipes copy NAME` makes it yours.\n",
  );
  return EXIT.done;
}

/** `winnow recipes show NAME`: its README, and the commands that work wherever Winnow is installed. */
export function showRecipe(name: string, io: Io): number {
  const next = `\nNext: winnow recipes run ${name} runs it; winnow recipes copy ${name} makes it yours.\n`;
  io.stdout.write(visibleLines(findRecipe(name).readme) + next);
  return EXIT.done;
}

/** `winnow recipes run NAME`: its profile on its own data. */
export async function runRecipe(name: string, options: RunCommandOptions, io: Io): Promise<number> {
  const { profile } = findRecipe(name);
  return runCommand(profile, [], { ...options, out: options.out ?? `winnow-out/${name}` }, io);
}

/** `winnow recipes copy NAME`: the folder, to change at will. */
export async function copyRecipe(name: string, to: string | undefined, io: Io): Promise<number> {
  const { directory, profile } = findRecipe(name);
  const target = resolve(to ?? name);
  if (existsSync(target)) throw fileExists({ path: target });
  try {
    await cp(directory, target, { recursive: true, errorOnExist: true, force: false });
    await bringSchema(profile, target, io);
  } catch (cause) {
    if (isWinnowError(cause)) throw cause;
    const { code = "no" } = cause as NodeJS.ErrnoException;
    throw notWritable({ path: target, problem: `the system says ${code}` }, { cause });
  }
  const shown = visible(relative(process.cwd(), target));
  io.stdout.write(`Copied ${name} to ${shown}.\nNext: winnow run ${shown}/profile.yaml\n`);
  return EXIT.done;
}

/** A copy stands alone: the schema that its profiles name lies beside them. */
async function bringSchema(profile: string, target: string, io: Io): Promise<void> {
  await schemaCommand({ profile, out: join(target, SCHEMA) }, io);
  const profiles = (await readdir(target)).filter((file) => file.endsWith(".yaml")).map((file) => join(target, file));
  for (const path of profiles) {
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(SCHEMA_LINE, `# yaml-language-server: $$schema=./${SCHEMA}`));
  }
}
