import { contentDigest } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { exemplarsOf, plan, reduced, withFiles } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();
const BY_USER = plan({ user: "user" }, { time: "t" });
const TIED = ["2024-01-01,a,one", "2024-01-01,a,two", "2024-01-01,a,three", "2024-01-02,a,later"];

describe("the exemplar of several events at one instant", () => {
  it("is the one with the smallest digest", async () => {
    const path = await directory.write("tied.csv", ["t,user,command", ...TIED, ""].join("\n"));
    await withFiles(path, async (engine) => {
      const digest = (command: string): string => contentDigest(["t", "user", "command"], ["2024-01-01", "a", command]);
      const smallest = ["one", "two", "three"].toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1))[0];
      const { reduction, groups } = await reduced(engine, BY_USER);
      expect(await exemplarsOf(reduction, groups)).toEqual([{ t: "2024-01-01", user: "a", command: smallest }]);
    });
  });

  it("is decided by the digest of the plan where it has one", async () => {
    const path = await directory.write("own-digest.csv", ["t,user,command", ...TIED, ""].join("\n"));
    await withFiles(path, async (engine) => {
      const ranks: Readonly<Record<string, string>> = { one: "3", two: "1", three: "2", later: "0" };
      const digest = (columns: readonly string[], cells: readonly (string | null)[]): string =>
        ranks[cells[columns.indexOf("command")]!]!;
      const { reduction, groups } = await reduced(engine, { ...BY_USER, digest });
      expect(await exemplarsOf(reduction, groups)).toMatchObject([{ command: "two" }]);
    });
  });

  it("is the one with the smallest data row where events are equal", async () => {
    const path = await directory.write("equal.csv", "t,user\nbad\n2024-01-01,a\n2024-01-01,a\n");
    await withFiles(path, async (engine) => {
      expect((await reduced(engine, BY_USER)).groups).toMatchObject([{ count: 2, exemplar: 1 }]);
    });
  });
});
