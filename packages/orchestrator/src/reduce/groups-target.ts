import { lstat, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { GroupsFiles } from "@winnow/reduction";
import { unusableGroupsPath } from "../errors.ts";
import { checkWritable, realPath } from "../output/output-directory.ts";

/**
 * Checks before anything is read whether a groups file can be written; creates nothing.
 * @param inputs files that are read
 * @param files recognises groups files, which may be replaced
 * @throws `WN1361` for a path that is not usable, `WN2003` for a directory that cannot be written
 */
export async function checkGroupsTarget(path: string, inputs: readonly string[], files: GroupsFiles): Promise<void> {
  const refuse = (problem: string, suggestion?: string): never => {
    throw unusableGroupsPath({ path, problem, ...(suggestion === undefined ? {} : { suggestion }) });
  };
  if (!/\.parquet$/i.test(path)) {
    const named = `${path.replace(/\.[^./\\]+$/, "")}.groups.parquet`;
    refuse("groups files are Parquet and have names that end in .parquet", `Write --out ${named}.`);
  }
  const target = await realPath(path);
  for (const input of inputs) if ((await realPath(input)) === target) refuse("it is an input");
  const found = await stat(target).catch(() => undefined);
  const isLink = (await lstat(resolve(path)).catch(() => undefined))?.isSymbolicLink() === true;
  if (found === undefined && isLink) refuse("it is a link to a file that does not exist");
  await checkWritable(dirname(target));
  if (found === undefined) return;
  if (!found.isFile()) refuse(found.isDirectory() ? "it is a directory" : "it is not a regular file");
  if ((await files.open(target)) === undefined) refuse("it is a file that does not contain groups");
}
