import { basename, dirname, extname, relative, resolve } from "node:path";
import { detectFieldMap, type ConnectorPlugin, type RunContext } from "@winnow/core";
import type { Registry } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import { writeTextFile } from "../files.ts";
import { profileForColumns, profileForSchema, type KnownSource } from "../init/profile-text.ts";
import type { Io } from "../io.ts";
import { visible } from "../terminal/visible.ts";

/** The built-in profile to start from, by the kind of event that was recognised. */
const STARTING_POINTS: Readonly<Record<string, string>> = { process: "windows-processes", logon: "windows-logons" };
const WITHOUT_INPUT = "windows-processes";
const SAMPLE_EVENTS = 100;

export interface InitOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** `winnow init`: a commented profile for a file of events. */
export async function initCommand(input: string | undefined, options: InitOptions, io: Io): Promise<number> {
  const name = input === undefined ? "profile" : nameFrom(input);
  const out = resolve(options.out ?? `${name}.yaml`);
  const source = input === undefined ? undefined : await lookAt(input, dirname(out), await builtInRegistry(), io);
  await writeTextFile(out, await profileText(name, source), { overwrite: options.force === true });

  const file = visible(relative(process.cwd(), out));
  io.stdout.write(
    `Wrote ${file}${describeSource(source)}.\nNext: winnow plan ${file}${source === undefined ? " FILE" : ""}\n`,
  );
  return EXIT.done;
}

function describeSource(source: KnownSource | undefined): string {
  if (source === undefined) return "";
  const { detected } = source;
  return detected === undefined
    ? ": its columns are those of no known log schema, so check what stands under `fields`"
    : visible(` for ${detected.map.event} events in the schema ${detected.map.name}: ${detected.reason}`);
}

async function profileText(name: string, source: KnownSource | undefined): Promise<string> {
  const event = source === undefined ? undefined : source.detected?.map.event;
  const start = source === undefined ? WITHOUT_INPUT : STARTING_POINTS[event ?? ""];
  if (start === undefined) return profileForColumns(name, source!);
  return profileForSchema(name, { name: start, text: await builtInProfiles.read(start) }, source);
}

/** Opens the file as a run would, and reads no more than a few events. */
async function lookAt(input: string, profileDirectory: string, registry: Registry, io: Io): Promise<KnownSource> {
  const files = registry.get("connector", "files") as ConnectorPlugin;
  const settled = await files.options["~standard"].validate({ path: [resolve(input)] });
  if (settled.issues !== undefined) throw new TypeError(settled.issues[0]!.message);
  const context: RunContext = {
    signal: io.signal,
    profileDirectory,
    outputDirectory: profileDirectory,
    progress: () => {},
    warn: () => {},
    gap: () => {},
  };
  const engine = await files.connect(settled.value, context);
  if (engine.kind !== "engine") throw new TypeError("the files connector gave no engine");
  try {
    const columns = await engine.columns();
    const sample = await engine.sample(SAMPLE_EVENTS);
    const maps = registry.list("field-map").map(({ plugin }) => plugin.map);
    const detected = detectFieldMap(
      columns.map((column) => column.name),
      maps,
      { sample },
    );
    return { path: relative(profileDirectory, resolve(input)), columns, sample, detected };
  } finally {
    await engine.close();
  }
}

/** `exports/May events.csv.gz` becomes `May-events`: a profile's name goes into the name of its output folder. */
function nameFrom(input: string): string {
  let stem = basename(input);
  for (let extension = extname(stem); /^\.[a-z]+$/i.test(extension); extension = extname(stem)) {
    stem = stem.slice(0, -extension.length);
  }
  const name = stem.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  return name === "" ? "profile" : name;
}
