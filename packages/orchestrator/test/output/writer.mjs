// Writes one result by the built package, for the test that kills it: node writer.mjs DIRECTORY MARKER links|copies
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { defineSink, noOptions } from "@winnow/core";

/** Takes a while for each file, so that a kill often hits it half-written. */
async function writeSlowly(/** @type {string} */ path, /** @type {string} */ name, /** @type {string} */ marker) {
  const file = await open(path, "w");
  for (let line = 0; line < 5; line++) {
    await file.writeFile(`${name} of ${marker}\n`);
    await sleep(1);
  }
  await file.close();
}

/**
 * A run whose files name it. Those of odd runs are more.
 * @param {any} modules the functions of the orchestrator
 * @param {string} directory
 * @param {string} marker `r` and a number
 * @param {string} mode
 */
export async function writeMarked(
  { openOutput, createRegistry },
  directory,
  marker,
  mode,
  onStage = (/** @type {string} */ _stage) => {},
) {
  const isOdd = Number(marker.slice(1)) % 2 === 1;
  const names = ["clusters.csv", "assignments.csv", ...(isOdd ? ["rejects.csv", "sub/extra.csv"] : [])];
  const folder = defineSink({
    name: "folder",
    summary: "files",
    options: noOptions,
    write: async (_result, _options, context) => {
      for (const name of names) {
        const path = name.includes("/") ? context.outputPath(name) : join(context.outputDirectory, name);
        await writeSlowly(path, name, marker);
      }
      await writeSlowly(context.outputPath("../beside.csv"), "beside.csv", marker);
      return names;
    },
  });
  const registry = createRegistry([{ plugin: folder, origin: "test", version: "1" }]);
  const output = await openOutput({ directory, sinks: [], registry, inputs: [], links: mode === "links" });
  onStage("opened");
  const manifest = {
    winnow: "0",
    profile: { name: marker, hash: "0", document: {} },
    inputs: [],
    ledger: { read: 0, rejected: isOdd ? 1 : 0 },
  };
  const { signal } = new AbortController();
  const context = { signal, profileDirectory: directory, progress: () => {}, warn: () => {}, gap: () => {} };
  await output.write(
    { manifest, rows: [], ledger: {}, counts: {} },
    {
      context,
      manifest: () => {
        onStage("written");
        return manifest;
      },
    },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [directory, marker, mode] = /** @type {[string, string, string]} */ (process.argv.slice(2));
  const modules = {
    ...(await import("../../dist/output/open-output.js")),
    ...(await import("../../dist/registry/registry.js")),
  };
  await writeMarked(modules, directory, marker, mode, (stage) => process.stdout.write(`${stage}\n`));
}
