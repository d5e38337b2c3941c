import { basename, dirname, extname, relative, resolve } from "node:path";
import { inlineFieldMap } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import { type ConnectorPlugin, type RunContext } from "@winnow/core";
import type { Registry } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { noHeader } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { writeTextFile } from "../files.ts";
import { describeColumns, looksLikeValue } from "../init/columns.ts";
import { areProcessStarts, proposeFields, writtenMap } from "../init/fields.ts";
import { profileForSchema, type KnownSource } from "../init/profile-text.ts";
import { startingPoint } from "../init/starting-point.ts";
import { proposeProfile } from "../init/unknown-log.ts";
import type { Io } from "../io.ts";
import { visible } from "../terminal/visible.ts";

const WITHOUT_INPUT = "windows-processes";
const SAMPLE_EVENTS = 1000;

export interface InitOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** `winnow init`: a commented profile for a file of events. */
export async function initCommand(input: string | undefined, options: InitOptions, io: Io): Promise<number> {
  const name = input === undefined ? "profile" : nameFrom(input);
  const out = resolve(options.out ?? `${name}.yaml`);
  const draft =
    input === undefined ? await builtIn(name, WITHOUT_INPUT) : await draftFor(name, input, dirname(out), io);
  await writeTextFile(out, draft.text, { overwrite: options.force === true });

  const file = visible(relative(process.cwd(), out));
  io.stdout.write(
    `Wrote ${file}${visible(draft.about)}.\nNext: winnow plan ${file}${input === undefined ? " FILE" : ""}\n`,
  );
  return EXIT.done;
}

/** A profile, and what is to be said about it. */
interface Draft {
  readonly text: string;
  readonly about: string;
}

async function draftFor(name: string, input: string, profileDirectory: string, io: Io): Promise<Draft> {
  const source = await lookAt(input, profileDirectory, await builtInRegistry(), io);
  const { detected, sample, path } = source;
  if (detected !== undefined) {
    const start = startingPoint(detected.map, sample);
    const about = ` for ${detected.map.event} events in the schema ${detected.map.name}: ${detected.reason}`;
    if (start !== undefined) return builtIn(name, start, source, about);
  }
  if (sample.columns.some(looksLikeValue)) throw noHeader({ path: input, line: sample.columns.join(",").slice(0, 60) });
  const columns = describeColumns(sample);
  const fields = proposeFields(columns);
  if (areProcessStarts(fields)) {
    const start = startingPoint(inlineFieldMap(writtenMap(fields)), sample)!;
    const about = " for process events; the schema is none that Winnow knows, so check what stands under `fields`";
    return builtIn(name, start, { ...source, detected: undefined, fields }, about);
  }
  const text = proposeProfile({ name, path, columns, fields, rows: sample.rows });
  return { text, about: ": its columns are those of no known log schema, so check what stands under `fields`" };
}

async function builtIn(name: string, start: string, source?: KnownSource, about = ""): Promise<Draft> {
  return { text: profileForSchema(name, { name: start, text: await builtInProfiles.read(start) }, source), about };
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
    return { path: relative(profileDirectory, resolve(input)), sample, detected };
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
