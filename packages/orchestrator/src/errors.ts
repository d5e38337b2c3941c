import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";
import { listNames } from "@winnow/expressions";

export const profileProblems: ErrorFactory<{ profile: string; problems: readonly string[] }> = defineError({
  code: "WN1200",
  summary: "A profile has more than one error; all of them are listed.",
  message: ({ profile, problems }) => `the profile ${profile} has ${problems.length} errors`,
  hint: ({ problems }) => problems.join("\n"),
});

export const unknownKey: ErrorFactory<{ path: string; key: string; allowed: readonly string[] }> = defineError({
  code: "WN1201",
  summary: "A profile holds a key that does not exist.",
  message: ({ path, key }) => `${path}: unknown key "${key}".`,
  hint: ({ key, allowed }) =>
    `${didYouMean(key, allowed)}Allowed: ${listNames(allowed)}.` +
    (isPlugin(allowed) ? " A plugin's options stand under `with`." : ""),
});

/** Whether these are the keys of a place where a plugin is named. */
function isPlugin(keys: readonly string[]): boolean {
  return keys.includes("use") && keys.includes("with");
}

export const wrongValue: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1202",
  summary: "A value in a profile is of the wrong type or out of range, or a required one is missing.",
  message: ({ path, problem }) => `${path}: ${problem}.`,
  hint: () => "docs/profiles.md describes every key; `winnow schema` writes the schema for your editor.",
});

export const notYaml: ErrorFactory<{ problem: string; hint: string }> = defineError({
  code: "WN1203",
  summary: "The profile is not valid YAML.",
  message: ({ problem }) => `the profile is not valid YAML: ${problem}.`,
  hint: ({ hint }) => hint,
});

export const unknownOption: ErrorFactory<{
  path: string;
  option: string;
  kind: string;
  plugin: string;
  allowed: readonly string[];
}> = defineError({
  code: "WN1204",
  summary: "A plugin was given an option that it does not have.",
  message: ({ path, option, kind, plugin }) => `${path}: unknown option "${option}" for ${kind} "${plugin}".`,
  hint: ({ option, allowed }) => `${didYouMean(option, allowed)}Allowed: ${listNames(allowed)}.`,
});

export const wrongOption: ErrorFactory<{
  path: string;
  kind: string;
  plugin: string;
  /** Whether it is the profile that brings the plugin. */
  isAdded: boolean;
  problem: string;
}> = defineError({
  code: "WN1205",
  summary: "A plugin refused the value of one of its options.",
  message: ({ path, kind, plugin, problem }) => `${path}: ${kind} "${plugin}" refuses it: ${problem}.`,
  hint: ({ plugin, isAdded }) =>
    `\`winnow plugins show ${plugin}${isAdded ? " --profile FILE" : ""}\` lists its options.`,
});

export const unknownPlugin: ErrorFactory<{ path: string; kind: string; name: string; known: readonly string[] }> =
  defineError({
    code: "WN1206",
    summary: "A profile uses a plugin that is not there.",
    message: ({ path, kind, name }) => `${path}: there is no ${kind} "${name}".`,
    hint: ({ name, known, kind }) =>
      `${didYouMean(name, known)}Known ${kind}s: ${listNames(known)}. Others are named under \`plugins:\`.`,
  });

export const profileNotFound: ErrorFactory<{ name: string; known: readonly string[] }> = defineError({
  code: "WN1207",
  summary: "The profile is neither a file nor the name of a built-in one.",
  message: ({ name }) => `there is no profile "${name}": no such file, and no built-in profile of that name.`,
  hint: ({ name, known }) =>
    `${didYouMean(name, known)}Built in: ${listNames(known)}. \`winnow init\` writes a new one.`,
});

export const profileUnreadable: ErrorFactory<{ name: string; problem: string }> = defineError({
  code: "WN1208",
  summary: "The profile's file cannot be read.",
  message: ({ name, problem }) => `the profile "${name}" cannot be read: ${problem}.`,
  hint: () => "Check the path and its permissions.",
});

export const badSetting: ErrorFactory<{ setting: string; problem: string }> = defineError({
  code: "WN1209",
  summary: "A `--set key=value` cannot be applied to the profile.",
  message: ({ setting, problem }) => `--set ${setting}: ${problem}.`,
  hint: () => "Write a path and a YAML value: --set cluster.with.eps=0.01",
});

export const badExpression: ErrorFactory<{ path: string; problem: string; hint: string }> = defineError({
  code: "WN1210",
  summary: "An expression in a profile cannot be read.",
  message: ({ path, problem }) => `${path}: ${problem}.`,
  hint: ({ hint }) => hint,
});

export const missingVariable: ErrorFactory<{ path: string; variable: string }> = defineError({
  code: "WN1211",
  summary: "A profile takes a value from an environment variable that is not set.",
  message: ({ path, variable }) => `${path}: the environment variable ${variable} is not set.`,
  hint: ({ variable }) => `Set it for this command: ${variable}=… winnow run …`,
});

export const noSource: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1212",
  summary: "Neither the profile nor the command line says where events come from.",
  message: () => "the profile has no source and no input file was given.",
  hint: () => "Name a file after the profile (winnow run PROFILE FILE) or write a `source:` into the profile.",
});

export const extendsLoop: ErrorFactory<{ chain: readonly string[] }> = defineError({
  code: "WN1213",
  summary: "Profiles extend each other in a circle.",
  message: ({ chain }) => `the profiles extend each other in a circle: ${chain.join(" → ")}.`,
  hint: () => "Take one `extends:` out.",
});

export const pluginNotLoaded: ErrorFactory<{ specifier: string; problem: string }> = defineError({
  code: "WN1301",
  summary: "A plugin named in a profile cannot be loaded.",
  message: ({ specifier, problem }) => `the plugin "${specifier}" cannot be loaded: ${problem}.`,
  hint: () => "A path is taken from the profile's folder; a package must be installed there (npm install NAME).",
});

export const notAPlugin: ErrorFactory<{ specifier: string; problem: string }> = defineError({
  code: "WN1302",
  summary: "A module named under `plugins:` holds no plugin, or one of another contract.",
  message: ({ specifier, problem }) => `"${specifier}" is not a Winnow plugin: ${problem}.`,
  hint: () => "A plugin module exports `plugins`, a list of what defineConnector, defineExtractor, … return.",
});

export const duplicatePlugin: ErrorFactory<{ key: string; first: string; second: string }> = defineError({
  code: "WN1303",
  summary: "Two plugins have the same kind and name.",
  message: ({ key, first, second }) => `${key} is provided twice: by ${first} and by ${second}.`,
  hint: () => "Take one of them out of `plugins:`, or rename it.",
});

export const badMark: ErrorFactory<{ mark: string }> = defineError({
  code: "WN1214",
  summary: "A mark for the timelines is not an instant with a label.",
  message: ({ mark }) => `the mark ${JSON.stringify(mark)} is not an instant with a label.`,
  hint: () => "Write the time in ISO 8601, an equals sign and a label: 2019-01-15T05:15:03Z=alert.",
});

export const noFieldMap: ErrorFactory<{
  wanted: readonly string[];
  columns: readonly string[];
  known: readonly string[];
  /** The maps that nearly fit and what they lack, as sentences. */
  near: readonly string[];
}> = defineError({
  code: "WN1310",
  summary: "No field map fits the columns of the source.",
  message: ({ wanted, columns }) =>
    `no field map for ${wanted.join(" or ")} events fits the source's columns: ${listNames(columns)}.`,
  hint: ({ known, near }) =>
    `${near.length === 0 ? "" : `Nearest: ${near.join("; ")}.\n`}` +
    `Name one under \`fields: { use: … }\` (${listNames(known)}) or write one: \`fields: { process.executable: YourColumn }\`.`,
});

export const duplicateFeature: ErrorFactory<{ feature: string }> = defineError({
  code: "WN1311",
  summary: "Two entries under `features:` give a feature of the same name.",
  message: ({ feature }) => `the feature "${feature}" is given twice under features.`,
  hint: () => "Pick it once, or define it under another name.",
});

export const noFeatures: ErrorFactory<{ text: readonly string[] }> = defineError({
  code: "WN1312",
  summary: "Nothing is left to cluster by: no feature, or only text features.",
  message: ({ text }) => `there is no number to cluster by${text.length > 0 ? `: ${text.join(", ")} is text` : ""}.`,
  hint: () => "Pick at least one numeric feature; text can stand under cluster.within, guard or keep.",
});

export const unknownName: ErrorFactory<{ where: string; name: string; known: readonly string[] }> = defineError({
  code: "WN1315",
  summary: "guard, keep or cluster.within names what is neither a field of the source nor a feature.",
  message: ({ where, name }) => `${where}: "${name}" is neither a field that the source has nor a feature.`,
  hint: ({ name, known }) => `${didYouMean(name, known)}There are: ${listNames(known)}.`,
});

export const conditionNotInEngine: ErrorFactory<{ engine: string }> = defineError({
  code: "WN1316",
  summary: "The profile's `where` uses an operator that the source's engine cannot answer.",
  message: ({ engine }) => `where: the engine ${engine} cannot answer this condition.`,
  hint: () => "Events are filtered where they are held. `winnow plugins --operators` lists what each engine can do.",
});

export const nothingToTune: ErrorFactory<{ clusterer: string; able: readonly string[] }> = defineError({
  code: "WN1317",
  summary: "`winnow tune` was asked for a clusterer that does not say which of its options can be tuned.",
  message: ({ clusterer }) => `the clusterer "${clusterer}" has no option to tune.`,
  hint: ({ able }) => `Clusterers that can be tuned: ${listNames(able)}. Choose one with --set cluster.use=NAME.`,
});

export const nothingGiven: ErrorFactory<{ source: string }> = defineError({
  code: "WN1330",
  summary: "The source gave no events at all, and with them no columns that the profile's fields could be bound to.",
  message: ({ source }) => `the source "${source}" gave no events, and so no columns: there is nothing to cluster`,
  hint: () =>
    "Look at its warnings. Ask for a longer range of time, or for less in the query, if there should be events.",
});

export const groupsAmongEvents: ErrorFactory<{ groups: string; events: string }> = defineError({
  code: "WN1356",
  summary: "The inputs of a run are groups files and files of events together.",
  message: ({ groups, events }) => `${groups} holds groups, and ${events} holds events`,
  hint: () => "Reduce the events first (`winnow reduce`), then run the groups files together.",
});

export const noSingleEvents: ErrorFactory<{ sink?: string }> = defineError({
  code: "WN1357",
  summary:
    "A drill-down or a sink asks for single events of groups that were reduced before: only those that represent groups are stored.",
  message: ({ sink }) =>
    sink === undefined
      ? "the events behind these groups are not here"
      : `sink "${sink}" needs the events behind these groups, and they are not here`,
  hint: ({ sink }) =>
    `Run the profile on the events themselves${sink === undefined ? "" : ", or without this sink (`--slots`)"}.`,
});

export const closedRun: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1360",
  summary: "A script asks for events of a run that it has closed.",
  message: () => "the run is closed: its events can no longer be read",
  hint: () => "Read events, assignments and tables before `close()`.",
});

export const unusableGroupsPath: ErrorFactory<{ path: string; problem: string; suggestion?: string }> = defineError({
  code: "WN1361",
  summary: "A groups file cannot be written at the path that was given. Detected before any event is read.",
  message: ({ path, problem }) => `groups cannot be written to "${path}": ${problem}`,
  hint: ({ suggestion = "Choose another name with --out FILE." }) => `${suggestion} No event was read.`,
});

export const plannedGroups: ErrorFactory<{ path: string }> = defineError({
  code: "WN1362",
  summary: "`winnow plan` was given groups files: their events were planned and reduced before.",
  message: ({ path }) => `${path} contains groups, not events: there is nothing to plan`,
  hint: () => "`winnow run` checks that groups files and profile match. To see a plan, give the events.",
});

export const memoryExhausted: ErrorFactory<{ bytes: number }> = defineError({
  code: "WN1365",
  summary: "A run needs more memory than Node.js may use.",
  message: ({ bytes }) => `the run needs more memory than the ${Math.round(bytes / 2 ** 20)} MiB that Node.js may use`,
  hint: () =>
    "Allow more: NODE_OPTIONS=--max-old-space-size=8192. Or reduce the inputs one by one with `winnow reduce` and run over the " +
    "groups files. Memory follows distinct behaviours: masks, and fewer fields under keep and guard, make them fewer.",
});
