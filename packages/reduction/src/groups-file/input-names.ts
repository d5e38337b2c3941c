import { basename, isAbsolute, relative, sep } from "node:path";
import type { InputIdentity } from "@winnow/core";

/**
 * Names of inputs for others to read: relative to a directory, or without any directory where they are not below it. Applies to
 * the paths of inputs and to what is in them (`archive.zip!entry`); any other text stays.
 */
export function namesBelow(
  directory: string,
  inputs: readonly Pick<InputIdentity, "path">[],
): (text: string) => string {
  const names = new Map(inputs.map(({ path }) => [path, nameBelow(directory, path)]));
  return (text) => {
    const whole = names.get(text);
    if (whole !== undefined) return whole;
    for (const { index } of text.matchAll(/!/g)) {
      const archive = names.get(text.slice(0, index));
      if (archive !== undefined) return archive + text.slice(index);
    }
    return text;
  };
}

function nameBelow(directory: string, path: string): string {
  if (!isAbsolute(path)) return path;
  const name = relative(directory, path);
  const isBelow = name !== "" && !isAbsolute(name) && name.split(sep)[0] !== "..";
  return isBelow ? name.split(sep).join("/") : basename(path);
}
