import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "./directory.ts";
import { winnow } from "./io.ts";
import { shared } from "./shared.ts";

describe.skipIf(!shared.present)(`the seed's own data${shared.why}`, () => {
  it.each([
    [
      "msticpy-processes",
      "processes_on_host",
      { events: { read: 363, clustered: 363 }, rows: 62, clusters: 29, noise: 33 },
    ],
    ["msticpy-logons", "host_logons", { events: { read: 14, clustered: 14 }, rows: 3 }],
  ])("%s gives the seed's rows", (profile, file, expected) =>
    inDirectory(async (directory) => {
      const input = shared.path(`data/seed/${file}.csv`);
      const { stdout } = await winnow(["run", profile, input, "--out", directory, "--json"]);
      expect(JSON.parse(stdout)).toMatchObject(expected);
      const lines = (await readFile(join(directory, "assignments.csv"), "utf8")).trimEnd().split("\n");
      expect(lines).toHaveLength(expected.events.read + 1);
    }),
  );
});
