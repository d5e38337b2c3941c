import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { InputFile } from "../../src/index.ts";
import { createInputs } from "../../src/input/inputs.ts";
import { plan, withFiles } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();

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
    const inputs = createInputs([await InputFile.open(path)]);
    const first = await inputs.identify();
    await rm(path);
    expect(await inputs.identify()).toEqual(first);
  });

  it("that were removed before they were read have no hash", async () => {
    const path = await directory.write("gone.csv", "a\n1\n");
    const inputs = createInputs([await InputFile.open(path)]);
    await rm(path);
    await expect(inputs.identify()).rejects.toMatchObject({ code: "WN1415" });
  });
});
