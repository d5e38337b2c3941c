import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { winnow } from "../io.ts";

describe("winnow schema", () => {
  it("prints the JSON Schema of profiles", async () => {
    const { exitCode, stdout } = await winnow(["schema"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      properties: { profile: { const: "winnow/v1" } },
    });
  });

  it("writes it to a file, over an older one", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "deep/profile.schema.json");
      for (let i = 0; i < 2; i++) {
        expect(await winnow(["schema", "--out", path])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
      }
      expect(JSON.parse(await readFile(path, "utf8"))).toHaveProperty("properties.cluster");
    }));

  it("says why it cannot write it", () =>
    inDirectory(async (directory) => {
      expect(await winnow(["schema", "--out", directory])).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `WN2006 "${directory}" cannot be written: it is a directory\n  Give another name with --out FILE.\n`,
      });
    }));
});
