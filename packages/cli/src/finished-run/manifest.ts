import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Manifest } from "@winnow/core";
import { badManifest, changedInput, sourceNotAtHand } from "../errors.ts";

type Input = Manifest["inputs"][number];
interface Use {
  readonly use: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** @throws `WN2011` what is no manifest of a run */
export async function readManifest(path: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
    if (typeof manifest.profile.document === "object" && Array.isArray(manifest.inputs)) return manifest;
  } catch (cause) {
    throw badManifest({ path }, { cause });
  }
  throw badManifest({ path });
}

const SINK = "html-report";

/**
 * The profile of a run, for another run on the same inputs. Of its sinks it has the report only.
 * @throws `WN2012` when the events came from elsewhere than files, `WN2013` when a file is not what it was
 */
export async function profileOf({ profile, inputs }: Manifest, path: string): Promise<object> {
  if (inputs.length === 0) throw sourceNotAtHand({ manifest: path });
  for (const input of inputs) await assertUnchanged(input);
  const {
    source,
    sinks = [],
    ...document
  } = profile.document as { readonly source: Use; readonly sinks?: readonly Use[] };
  return {
    ...document,
    source: { ...source, with: { ...source.with, path: inputs.map((input) => input.path) } },
    sinks: [sinks.find(({ use }) => use === SINK) ?? { use: SINK }],
  };
}

async function assertUnchanged({ path, sha256 }: Input): Promise<void> {
  const found = await hashOf(path).catch((cause: NodeJS.ErrnoException) => {
    const problem =
      cause.code === "ENOENT" ? "it is no longer there" : `it cannot be read (${cause.code ?? "unknown"})`;
    throw changedInput({ path, problem }, { cause });
  });
  if (sha256 !== null && found !== sha256)
    throw changedInput({ path, problem: "its content has changed since the run" });
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
