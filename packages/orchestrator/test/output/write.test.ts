import { link, lstat, mkdir, readdir, readFile, readlink, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newToken } from "../../src/output/owner.ts";
import { contentOf, failureOf, inDirectory, manifestOf, registryOf, RESULT, runsIn, sinkOf, write } from "./support.ts";

const SLOTS = { use: "one", with: { path: "slots.csv" } };
const broken = (): Promise<never> => Promise.reject(new Error("broken"));

/** A directory of results as Winnow 0.1 wrote them. */
async function writeLegacy(directory: string, marker: string, names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(join(directory, name), `${name} of ${marker}\n`);
  const sinks = [{ use: "html-report" }, SLOTS];
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifestOf(marker, { rejected: 1, sinks })));
}

describe.each([
  ["links", true],
  ["copies", false],
])("A result published as %s", (_, links) => {
  it("has the standard files, the files of its sinks and the manifest, and returns their names", () =>
    inDirectory(async (directory) => {
      expect(await write(directory, "A", { links, sinks: [SLOTS] })).toEqual([
        "clusters.csv",
        "assignments.csv",
        "slots.csv",
        "manifest.json",
      ]);
      expect(await contentOf(directory)).toEqual({ ...RESULT("A"), "slots.csv": "slots.csv of A\n" });
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("replaces all files of the previous result and removes those it lacks", () =>
    inDirectory(async (directory) => {
      const deep = { use: "one", with: { path: "a/b/deep.csv" } };
      await write(directory, "A", { links, sinks: [SLOTS, deep], rejects: true });
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("follows a result that was published the other way", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links: !links, rejects: true });
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
      expect((await lstat(join(directory, "clusters.csv"))).isSymbolicLink()).toBe(links);
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("replaces the files of Winnow 0.1, an old slots.csv too", () =>
    inDirectory(async (directory) => {
      await writeLegacy(directory, "A", ["clusters.csv", "assignments.csv", "rejects.csv", "report.html", "slots.csv"]);
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("keeps a report.html and a slots.csv beside a result of Winnow 0.1 whose profile did not write them", () =>
    inDirectory(async (directory) => {
      const others = { "report.html": "mine", "slots.csv": "mine" };
      for (const [name, text] of Object.entries(others)) await writeFile(join(directory, name), text);
      await writeFile(join(directory, "clusters.csv"), "A");
      await writeFile(join(directory, "manifest.json"), JSON.stringify(manifestOf("A", { sinks: [{ use: "one" }] })));
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual({ ...RESULT("B"), ...others });
    }));

  it("removes a slots.csv of Winnow 0.1 that no profile names", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "slots.csv"), "rank,template,place,slot,value,events\n");
      await writeFile(join(directory, "manifest.json"), JSON.stringify(manifestOf("A")));
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
    }));

  it("goes into a directory that followed its links when it was copied", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      const run = await realpath(join(directory, ".runs", (await readdir(join(directory, ".runs"))).sort()[0]!));
      const content = await readFile(join(run, "manifest.json"));
      await rm(join(directory, ".runs"), { recursive: true });
      await mkdir(join(directory, ".runs/current"), { recursive: true });
      for (const name of ["clusters.csv", "assignments.csv"]) {
        await rm(join(directory, name));
        await writeFile(join(directory, name), "A");
      }
      await rm(join(directory, "manifest.json"), { force: true });
      await writeFile(join(directory, "manifest.json"), content);
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("goes into a directory from which the user removed runs", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links: true, sinks: [SLOTS] });
      for (const name of (await readdir(join(directory, ".runs"))).filter((entry) => entry !== "current")) {
        await rm(join(directory, ".runs", name), { recursive: true });
      }
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
      await write(directory, "C", { links: true });
      await rm(join(directory, ".runs"), { recursive: true });
      await write(directory, "D", { links });
      expect(await contentOf(directory)).toEqual(RESULT("D"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("keeps a file that the user changed or put in its place", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      await rm(join(directory, "clusters.csv"));
      await writeFile(join(directory, "clusters.csv"), "my notes");
      expect(await failureOf(write(directory, "B", { links }), directory)).toBe(
        'WN1340 "OUT/clusters.csv" is a file that Winnow did not write\n' +
          "  Move it away, or choose another directory with --out DIR.",
      );
      expect(await contentOf(directory)).toEqual({ ...RESULT("A"), "clusters.csv": "my notes" });
    }));

  it("keeps a user's file that has the name of a file of the previous result only", () =>
    inDirectory(async (directory) => {
      for (const before of [true, false]) {
        await write(directory, "A", { links: before, sinks: [SLOTS] });
        await rm(join(directory, "slots.csv"));
        await writeFile(join(directory, "slots.csv"), "mine");
        await write(directory, "B", { links });
        expect(await contentOf(directory)).toEqual({ ...RESULT("B"), "slots.csv": "mine" });
        await rm(join(directory, "slots.csv"));
      }
    }));

  it("stays when a sink fails, and the error says where the finished files are", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      const options = { links, registry: registryOf(sinkOf("broken", broken)), sinks: [{ use: "broken" }] };
      expect(await failureOf(write(directory, "B", options), directory)).toMatch(
        /^WN1304 [^]*\n {2}The files that were finished are in "OUT\/\.runs\/RUN\.failed" until the next run; no other file was changed\.$/,
      );
      expect(await contentOf(directory)).toEqual(RESULT("A"));
      const kept = (await readdir(join(directory, ".runs"))).find((name) => name.endsWith(".failed"))!;
      expect(await readdir(join(directory, ".runs", kept))).toEqual(["assignments.csv", "clusters.csv"]);
      await write(directory, "C", { links });
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("stays when the run is stopped, and nothing of the stopped run remains", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      const controller = new AbortController();
      const stopping = sinkOf("stopping", async () => {
        controller.abort();
        return [];
      });
      const request = { links, signal: controller.signal, registry: registryOf(stopping) };
      const stopped = write(directory, "B", { ...request, sinks: [{ use: "stopping" }, { use: "one" }] });
      expect(await failureOf(stopped, directory)).toMatch(/^WN1001 /);
      expect(await contentOf(directory)).toEqual(RESULT("A"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("is never a mix of two runs that write at the same time", () =>
    inDirectory(async (directory) => {
      for (let round = 0; round < 20; round++) {
        const markers = ["A", "B", "C"].map((name) => `${name}${round}`);
        const sinks = [SLOTS];
        await Promise.all(
          markers.map((marker, i) =>
            write(directory, marker, { links, sinks: i === 0 ? sinks : [], rejects: i === 1 }),
          ),
        );
        const content = await contentOf(directory);
        const of = content["manifest.json"]!;
        const added = { A: "slots.csv", B: "rejects.csv", C: undefined }[of[0]!];
        expect(markers).toContain(of);
        expect(content).toEqual({ ...RESULT(of), ...(added === undefined ? {} : { [added]: `${added} of ${of}\n` }) });
        expect(await runsIn(directory)).toEqual(["RUN", "current"]);
      }
    }));
});

describe("Publishing a result", () => {
  it("makes one pointer and links that go through it", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { sinks: [{ use: "one", with: { path: "a/b/deep.csv" } }] });
      expect(await readlink(join(directory, "clusters.csv"))).toBe(".runs/current/clusters.csv");
      expect(await readlink(join(directory, "a/b/deep.csv"))).toBe("../../.runs/current/a/b/deep.csv");
      expect(await readFile(join(directory, "a/b/deep.csv"), "utf8")).toBe("a/b/deep.csv of A\n");
    }));

  it("shows no name before the run is complete", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const seen: unknown[] = [];
      const looking = sinkOf("looking", async () => {
        seen.push((await readdir(out)).filter((name) => name !== ".runs"));
        return [];
      });
      await write(out, "A", { registry: registryOf(looking), sinks: [{ use: "looking" }] });
      expect(seen).toEqual([[]]);
    }));

  it("includes the warnings of sinks in the manifest", () =>
    inDirectory(async (directory) => {
      const warning = sinkOf("warning", async (_result, _options, { warn }) => {
        warn("look out");
        return [];
      });
      await write(directory, "A", { registry: registryOf(warning), sinks: [{ use: "warning" }] });
      expect(JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"))).toMatchObject({
        warnings: ["look out"],
      });
    }));

  it("leaves no directory when the first run is stopped", () =>
    inDirectory(async (directory) => {
      const controller = new AbortController();
      const stopping = sinkOf("stopping", async () => {
        controller.abort();
        return [];
      });
      const sinks = [{ use: "stopping" }, { use: "one" }];
      const request = { signal: controller.signal, registry: registryOf(stopping), sinks };
      expect(await failureOf(write(join(directory, "a/out"), "A", request), directory)).toMatch(/^WN1001 /);
      expect(await readdir(directory)).toEqual([]);
    }));

  it("moves a file outside of the directory to its place only when the run is complete", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const sinks = [
        { use: "one", with: { path: "../beside.csv" } },
        { use: "one", with: { path: join(directory, "deep/absolute.csv") } },
      ];
      await write(out, "older", { sinks });
      const failing = [...sinks, { use: "broken" }];
      const registry = registryOf(sinkOf("broken", broken));
      await expect(write(out, "A", { sinks: failing, registry })).rejects.toMatchObject({ code: "WN1304" });
      expect(await readFile(join(directory, "beside.csv"), "utf8")).toBe("../beside.csv of older\n");
      const files = await write(out, "B", { sinks });
      expect(files.slice(2, 4)).toEqual([join(directory, "beside.csv"), join(directory, "deep/absolute.csv")]);
      expect(await readFile(join(directory, "beside.csv"), "utf8")).toBe("../beside.csv of B\n");
      expect((await readdir(directory)).sort()).toEqual(["beside.csv", "deep", "out"]);
      expect(await readdir(join(directory, "deep"))).toEqual(["absolute.csv"]);
      expect(await runsIn(out)).toEqual(["RUN", "current", "outside.json"]);
    }));

  it("writes through a directory that is a link, and through a link to a file elsewhere", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      await mkdir(join(directory, "disk"));
      await mkdir(out);
      await symlink("../disk", join(out, "sub"));
      await write(out, "older", { sinks: [{ use: "one", with: { path: "../real.csv" } }] });
      await symlink("real.csv", join(directory, "link.csv"));
      const sinks = ["sub/x.csv", "../link.csv"].map((path) => ({ use: "one", with: { path } }));
      await write(out, "A", { sinks });
      expect(await readFile(join(directory, "disk/x.csv"), "utf8")).toBe("sub/x.csv of A\n");
      expect(await readFile(join(directory, "real.csv"), "utf8")).toBe("../link.csv of A\n");
      expect(await readlink(join(directory, "link.csv"))).toBe("real.csv");
    }));

  it.each([
    ["a user's file", (path: string) => writeFile(path, "mine")],
    [
      "a link to a user's file",
      async (path: string) => {
        await writeFile(`${path}.user`, "mine");
        await symlink(`${path}.user`, path);
      },
    ],
  ])("refuses %s outside of the directory before it reads anything", (_, put) =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const path = join(directory, "beside.csv");
      await put(path);
      const sinks = [{ use: "one", with: { path: "../beside.csv" } }];
      expect(await failureOf(write(out, "A", { sinks }), directory)).toBe(
        'WN1346 "OUT/beside.csv" exists, and no run into "OUT/out" wrote it as it is\n' +
          "  Move the file away, or give the sink another path.",
      );
      expect(await readFile(path, "utf8")).toBe("mine");
      expect(await readdir(directory)).not.toContain("out");
    }),
  );

  it("refuses its own file outside of the directory once the user changed it", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const sinks = [{ use: "one", with: { path: "../beside.csv" } }];
      await write(out, "A", { sinks });
      await writeFile(join(directory, "beside.csv"), "with my notes");
      expect(await failureOf(write(out, "B", { sinks }), directory)).toMatch(/^WN1346 "OUT\/beside\.csv" exists, /);
      expect(await readFile(join(directory, "beside.csv"), "utf8")).toBe("with my notes");
      expect(await contentOf(out)).toEqual(RESULT("A"));
    }));

  it("keeps a user's file outside of the directory that appears while the run reads", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const path = join(directory, "beside.csv");
      const slow = sinkOf("slow", async () => {
        await writeFile(path, "mine");
        return [];
      });
      const sinks = [{ use: "slow" }, { use: "one", with: { path: "../beside.csv" } }];
      expect(await failureOf(write(out, "A", { sinks, registry: registryOf(slow) }), directory)).toMatch(/^WN1346 /);
      expect(await readFile(path, "utf8")).toBe("mine");
    }));

  it("fails without a change when a file has a place that is a directory", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      await mkdir(join(directory, "taken"));
      const sinks = [{ use: "one", with: { path: "../taken" } }];
      expect(await failureOf(write(out, "A", { sinks }), directory)).toMatch(
        /^WN1343 the results cannot be written to "OUT\/taken": it is not a file\n/,
      );
      expect(await contentOf(out)).toEqual({});
      expect(await runsIn(out)).toEqual(["RUN.failed"]);
    }));

  it("does not replace a file that a sink without a path writes too", () =>
    inDirectory(async (directory) => {
      const secret = sinkOf("secret", async (_result, _options, { outputDirectory }) => {
        await writeFile(join(outputDirectory, "notes.txt"), "of the run");
        return ["notes.txt"];
      });
      await writeFile(join(directory, "notes.txt"), "mine");
      const failed = write(directory, "A", { registry: registryOf(secret), sinks: [{ use: "secret" }] });
      expect(await failureOf(failed, directory)).toMatch(
        /^WN1340 "OUT\/notes.txt" is a file that Winnow did not write\n/,
      );
      expect(await contentOf(directory)).toEqual({ "notes.txt": "mine" });
    }));
});

describe("A run after a killed one", () => {
  const dead = (): string => newToken().replace(/-\d+-\d+-/, "-4194304-1-");

  it("removes the directory, the links and the temporary files of the killed run", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      await write(out, "A");
      const [token, other] = [dead(), dead()];
      const runs = join(out, ".runs");
      await mkdir(join(runs, token, "sub"), { recursive: true });
      await writeFile(join(runs, token, "slots.csv"), "half");
      await writeFile(join(runs, token, "sub/x.csv"), "half");
      // Killed before the link was in it.
      await mkdir(join(runs, token, "empty"));
      await writeFile(join(runs, token, "empty/x.csv"), "half");
      await mkdir(join(out, "empty"));
      await symlink(".runs/current/slots.csv", join(out, "slots.csv"));
      await mkdir(join(out, "sub"));
      await symlink("../.runs/current/sub/x.csv", join(out, "sub/x.csv"));
      await symlink(token, join(runs, `${token}.pointer`));
      await mkdir(join(runs, `${token}.outside`));
      const temporary = join(directory, `.x.csv.${token}.tmp`);
      await writeFile(temporary, "half");
      await writeFile(join(directory, "user.tmp"), "mine");
      const list = [temporary, join(directory, "user.tmp")];
      await writeFile(join(runs, `${token}.outside/temporary.json`), JSON.stringify(list));
      await mkdir(join(runs, `${other}.lock`));
      await mkdir(join(runs, "lock"));
      await writeFile(join(runs, "lock", other), "");
      await write(out, "B");
      expect(await contentOf(out)).toEqual(RESULT("B"));
      expect(await runsIn(out)).toEqual(["RUN", "current"]);
      expect((await readdir(directory)).sort()).toEqual(["out", "user.tmp"]);
    }));

  it("removes the links that a killed run left behind when it was not the last", () =>
    inDirectory(async (directory) => {
      await write(directory, "A");
      await symlink(".runs/current/slots.csv", join(directory, "slots.csv"));
      await write(directory, "B");
      expect(await contentOf(directory)).toEqual(RESULT("B"));
    }));

  it("finishes what a run left that was killed while it took over files of Winnow 0.1", () =>
    inDirectory(async (directory) => {
      await writeLegacy(directory, "A", ["clusters.csv", "assignments.csv", "report.html"]);
      const registry = registryOf(sinkOf("broken", broken));
      await expect(write(directory, "B", { registry, sinks: [{ use: "broken" }] })).rejects.toMatchObject({
        code: "WN1304",
      });
      const token = dead();
      await mkdir(join(directory, ".runs", token), { recursive: true });
      for (const name of ["clusters.csv", "assignments.csv", "report.html", "manifest.json"]) {
        await link(join(directory, name), join(directory, ".runs", token, name));
      }
      await symlink(token, join(directory, ".runs/current"));
      await rm(join(directory, "clusters.csv"));
      await symlink(".runs/current/clusters.csv", join(directory, "clusters.csv"));
      await write(directory, "C");
      expect(await contentOf(directory)).toEqual(RESULT("C"));
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));

  it("leaves alone what another live run, a run on another host, or a user put there", () =>
    inDirectory(async (directory) => {
      await write(directory, "A");
      const runs = join(directory, ".runs");
      const [live, far] = [newToken(), newToken().replace(/Z-[0-9a-f]{6}/, "Z-000000")];
      for (const name of [live, far, "mine"]) await mkdir(join(runs, name));
      await write(directory, "B");
      expect(await readdir(runs)).toEqual(expect.arrayContaining([live, far, "mine"]));
    }));

  it("removes after a day what a run on another host left behind", () =>
    inDirectory(async (directory) => {
      await write(directory, "A");
      const far = newToken(new Date(Date.now() - 90_000_000)).replace(/Z-[0-9a-f]{6}/, "Z-000000");
      await mkdir(join(directory, ".runs", far));
      await write(directory, "B");
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
    }));
});
