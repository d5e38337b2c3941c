import { loadProfile, plan, type PlanDescription, type ValueDescription } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { settingsOf, type Settings } from "../settings.ts";
import { definitions } from "../terminal/definitions.ts";
import { counted, percent } from "../terminal/numbers.ts";
import { reportProgress } from "../terminal/progress.ts";
import { styleFor, type Style } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

/** `winnow plan`: how a profile binds to its source and what would run where; reads a few events only. */
export async function planCommand(
  profileName: string,
  inputs: readonly string[],
  settings: Settings,
  io: Io,
): Promise<number> {
  const registry = await builtInRegistry();
  const set = settingsOf(settings, inputs);
  const loaded = await loadProfile({ path: profileName }, { registry, builtIn: builtInProfiles, set, inputs });
  const { warn } = reportProgress(io.stderr, { quiet: true, width: 80, now: () => performance.now() });
  const description = await plan(loaded, { signal: io.signal, warn });
  io.stdout.write(`${describe(description, styleFor(io.stdout, io.environment)).join("\n")}\n`);
  return EXIT.done;
}

function describe(description: PlanDescription, style: Style): string[] {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  const time = description.time === null ? "none: events count in the order they are read" : description.time.column;
  return [
    `${style.bold(visible(description.profile))}  ${style.dim(description.hash.slice(0, 12))}`,
    ...section("Field map", [line(`${description.fieldMap.name}: ${description.fieldMap.reason}`)]),
    ...section("Other field maps", description.fieldMap.others.map(line)),
    ...section("Events that it reads", description.selects === null ? [] : [line(description.selects)]),
    ...section(fieldTitle(description), fieldLines(description)),
    ...section(
      "Fields without a column",
      description.missing.length === 0 ? [] : [line(description.missing.join(", "))],
    ),
    ...section("Time", [line(time)]),
    ...section("Where", description.where === null ? [] : [line(JSON.stringify(description.where))]),
    ...section("Features, in vector order", valueLines(description.features)),
    ...section("Kept beside them", valueLines(description.kept)),
    ...section("Clustering", clusteringLines(description)),
    ...section("Sinks besides the standard files", description.sinks.map(line)),
  ];
}

function line(text: string): string {
  return `  ${visible(text)}`;
}

function fieldTitle({ coverage: { events } }: PlanDescription): string {
  return events === 0 ? "Fields" : `Fields, with the share of ${counted(events, "sampled event")} that have a value`;
}

/** `process.name   98 %  Image`: in how many of the sampled events the field has a value. */
function fieldLines({ fields, coverage: { events, filled } }: PlanDescription): string[] {
  const coverage = new Map(Object.entries(filled));
  const covered = (field: string): string =>
    events === 0 ? "" : `${percent(coverage.get(field) ?? 0, events).padStart(5)}  `;
  return definitions(Object.entries(fields).map(([field, source]) => [field, covered(field) + source] as const));
}

function valueLines(values: readonly ValueDescription[]): string[] {
  return definitions(values.map(({ name, unit, doc, runs }) => [name, `${doc} (${unit}; ${runs})`] as const));
}

function clusteringLines({ scale, within, guard, clusterer }: PlanDescription): string[] {
  return definitions([
    ["clusterer", `${clusterer.name} ${JSON.stringify(clusterer.options)}`],
    ["scale", scale],
    ["within", within.length === 0 ? "all events together" : within.join(", ")],
    ["guarded", guard.fields.length === 0 ? "nothing" : `${guard.fields.map(guardedText).join(", ")}; ${guard.mode}`],
  ]);
}

/** `process.name (values of at most 1 event)` */
function guardedText({ field, atMost }: PlanDescription["guard"]["fields"][number]): string {
  return `${field} (${atMost === Infinity ? "every value" : `values of at most ${counted(atMost, "event")}`})`;
}
