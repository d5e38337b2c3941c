import { parse } from "yaml";
import { builtInProfiles } from "../builtin-profiles.ts";
import { nothingOfThatName } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { styleFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

/** `winnow profiles`: the built-in profiles and what they are for. */
export async function listProfiles(io: Io): Promise<number> {
  const style = styleFor(io.stdout, io.environment);
  const { names } = builtInProfiles;
  const width = Math.max(...names.map((name) => name.length));
  const lines = await Promise.all(
    names.map(async (name) => `${style.bold(name.padEnd(width))}  ${visible(await descriptionOf(name))}`),
  );
  io.stdout.write(
    `${lines.join("\n")}\n\n\`winnow profiles show NAME\` prints one; a profile of yours may extend it.\n`,
  );
  return EXIT.done;
}

/** `winnow profiles show NAME`: the text of a built-in profile. */
export async function showProfile(name: string, io: Io): Promise<number> {
  const { names } = builtInProfiles;
  if (!names.includes(name)) {
    throw nothingOfThatName({ what: "built-in profile", name, known: names, list: "winnow profiles" });
  }
  io.stdout.write(await builtInProfiles.read(name));
  return EXIT.done;
}

async function descriptionOf(name: string): Promise<string> {
  const { description } = parse(await builtInProfiles.read(name)) as { readonly description: string };
  return description.trim().replaceAll(/\s+/g, " ");
}
