import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A directory of the calling test file, removed after it. */
export function testDirectory(): {
  write(name: string, content: string | Uint8Array): Promise<string>;
  path(name: string): Promise<string>;
} {
  let made: Promise<string> | undefined;
  const directory = (): Promise<string> => (made ??= mkdtemp(join(tmpdir(), "winnow-test-")));
  afterAll(async () => {
    if (made !== undefined) await rm(await made, { recursive: true, force: true });
  });
  const path = async (name: string): Promise<string> => join(await directory(), name);
  return {
    path,
    write: async (name, content) => {
      const file = await path(name);
      await writeFile(file, content);
      return file;
    },
  };
}
