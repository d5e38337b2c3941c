import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileExists, notWritable } from "./errors.ts";

/**
 * Writes a small text file, and the directories on the way.
 * @throws `WN2004` when it exists and must not be overwritten, `WN2006` when it cannot be written
 */
export async function writeTextFile(path: string, text: string, { overwrite }: { overwrite: boolean }): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: overwrite ? "w" : "wx" });
  } catch (cause) {
    throw explain(path, cause as NodeJS.ErrnoException, overwrite);
  }
}

function explain(path: string, cause: NodeJS.ErrnoException, overwrite: boolean): Error {
  switch (cause.code) {
    case "EEXIST":
      return overwrite || cause.syscall === "mkdir"
        ? notWritable({ path, problem: "a part of its path is a file" }, { cause })
        : fileExists({ path }, { cause });
    case "EISDIR":
      return notWritable({ path, problem: "it is a directory" }, { cause });
    case "ENOTDIR":
      return notWritable({ path, problem: "a part of its path is a file" }, { cause });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return notWritable({ path, problem: "permission denied" }, { cause });
    default:
      return notWritable({ path, problem: `the system says ${cause.code ?? "no"}` }, { cause });
  }
}
