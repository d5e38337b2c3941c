import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nothingOfThatName } from "../errors.ts";

/** An example that runs as it is: a profile, data that it reads, and what must come out. */
export interface Recipe {
  readonly name: string;
  /** First line of its README. */
  readonly title: string;
  readonly directory: string;
  readonly profile: string;
  readonly readme: string;
}

/** Where the recipes are: packed into this package, or beside it in a checkout. */
const PACKED = new URL("../../recipes/", import.meta.url);
const CHECKOUT = new URL("../../../../examples/", import.meta.url);

/** Every recipe, by name. */
export function listRecipes(): readonly Recipe[] {
  // In a checkout, what is packed comes and goes and may be half there. The generator of the data is never packed.
  const folder = fileURLToPath(existsSync(new URL("generate.mjs", CHECKOUT)) ? CHECKOUT : PACKED);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "profile.yaml")))
    .sort()
    .map((name) => {
      const directory = join(folder, name);
      const readme = readFileSync(join(directory, "README.md"), "utf8");
      const title = /^# (.*)$/m.exec(readme)?.[1] ?? name;
      return { name, title, directory, profile: join(directory, "profile.yaml"), readme };
    });
}

/** @throws `WN2002` when there is no recipe of this name */
export function findRecipe(name: string): Recipe {
  const recipes = listRecipes();
  const found = recipes.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  throw nothingOfThatName({
    what: "recipe",
    name,
    known: recipes.map((recipe) => recipe.name),
    list: "winnow recipes",
  });
}
