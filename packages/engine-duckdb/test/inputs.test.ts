import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createInputs } from "../src/inputs.ts";
import { plan, withFiles } from "./support/engine.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();
const never = new AbortController().signal;

describe("the inputs of a reduction", () => {
  it("are its files with their hashes, each once and in order", async () => {
    const paths = [await directory.write("b.csv", "a\n1\n"), await directory.write("a.csv", "a\n22\n")];
    await withFiles([...paths, paths[0]!], async (engine) => {
      const reduction = await engine.reduce(plan({ a: "a" }));
      const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");
      const inputs = [
        { path: paths[0], bytes: 4, sha256: sha256("a\n1\n") },
        { path: paths[1], bytes: 5, sha256: sha256("a\n22\n") },
      ];
      expect(await reduction.inputs()).toEqual(inputs);
      expect(await reduction.inputs()).toEqual(inputs);
    });
  });

  it("are hashed once", async () => {
    const path = await directory.write("once.csv", "a\n1\n");
    const inputs = createInputs([{ path, bytes: 4 }], never);
    const first = await inputs.identify();
    await rm(path);
    expect(await inputs.identify()).toBe(first);
  });

  it("have no hash where they cannot be read again", async () => {
    const missing = { path: await directory.path("missing.csv"), bytes: 7 };
    const pipe = { path: "/dev/null", bytes: 0 };
    expect(await createInputs([missing, pipe], never).identify()).toEqual([
      { ...missing, sha256: null },
      { ...pipe, sha256: null },
    ]);
  });
});
