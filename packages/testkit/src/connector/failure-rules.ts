import { inspect } from "node:util";
import { isWinnowError, type Gap } from "@winnow/core";
import type { Rule } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import { differenceOf, rowsOf } from "./rows.ts";
import { contextOf, read, written, type OptionsGiven, type Subject, type Told } from "./subject.ts";

/** What is asked of a source that cannot give all it should. */
export const failureRules: readonly Rule<Subject>[] = [
  {
    id: "breaks-loudly",
    must:
      "A source that breaks off MUST fail with an error of a code, or tell of the gap, and MUST NOT end early as if it " +
      "were whole.",
    concerns: ({ settings }) => settings.broken !== undefined,
    faultOf: async (subject) => {
      for (const [i, given] of subject.settings.broken!.entries()) {
        const fault = await silenceFault(subject, given);
        if (fault !== undefined) return `broken source ${i}: ${fault}`;
      }
      return undefined;
    },
  },
  {
    id: "gaps-reported",
    must:
      "A source of which a part cannot be had MUST tell of the gap, with source, reason and, where it is a range of " +
      "time, half-open bounds in ISO 8601, and MUST give the rest.",
    concerns: ({ settings }) => settings.partial !== undefined,
    faultOf: async (subject) => {
      const { options, events } = subject.settings.partial!;
      const { batches, told } = await read(subject, options);
      if (told.gaps.length === 0) return "it told of no gap";
      return told.gaps.map(gapFault).find((fault) => fault !== undefined) ?? differenceOf(rowsOf(batches), events);
    },
  },
  {
    id: "secrets-kept",
    must:
      "No secret of the options MUST stand in an error, its causes, a warning, a gap, a reject, progress or a " +
      "probe.",
    concerns: ({ settings }) => (settings.secrets ?? []).length > 0,
    faultOf: async (subject) => {
      const { options, empty, unreadable, broken = [], partial } = subject.settings;
      const all = [options, empty, unreadable?.options, partial?.options, ...broken];
      for (const given of all) {
        const fault = given === undefined ? undefined : await secretFault(subject, given);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  },
];

async function silenceFault(subject: Subject, given: OptionsGiven): Promise<string | undefined> {
  try {
    const { batches, told } = await read(subject, given);
    if (told.gaps.length > 0) return told.gaps.map(gapFault).find((fault) => fault !== undefined);
    return `it ended after ${rowsOf(batches).length} events as if it were whole`;
  } catch (error) {
    return isWinnowError(error) ? undefined : `it failed with ${String(error)}, which has no code`;
  }
}

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function gapFault(gap: Gap): string | undefined {
  const { source, from, to, reason } = gap;
  const told = JSON.stringify(gap);
  if (source.trim() === "" || reason.trim() === "") return `a gap lacks source or reason: ${told}`;
  const bounds = [from, to].filter((bound) => bound !== undefined);
  if (bounds.some((bound) => !ISO_INSTANT.test(bound))) return `a gap has a bound that is not ISO 8601 in UTC: ${told}`;
  if (from === undefined || to === undefined) return undefined;
  return from !== to && Date.parse(from) <= Date.parse(to) ? undefined : `a gap ends before it begins: ${told}`;
}

async function secretFault(subject: Subject, given: OptionsGiven): Promise<string | undefined> {
  const options = await written(given);
  const told: Told = { warnings: [], gaps: [], progress: [] };
  const places: [place: string, text: string][] = [];
  try {
    const { rejects } = await read(subject, options, undefined, told);
    places.push(["a reject", JSON.stringify(rejects)]);
  } catch (error) {
    places.push(["an error", textOf(error)]);
  }
  places.push(["a probe", await probed(subject, options)]);
  places.push(["a warning", told.warnings.join("\n")]);
  places.push(["a gap", JSON.stringify(told.gaps)], ["progress", told.progress.join("\n")]);
  for (const secret of subject.settings.secrets!) {
    const found = places.find(([, text]) => text.includes(secret));
    if (found !== undefined) return `${found[0]} holds a secret of the options`;
  }
  return undefined;
}

async function probed(subject: Subject, options: unknown): Promise<string> {
  const { plugin } = subject;
  if (plugin.probe === undefined) return "";
  const context = contextOf(subject, { warnings: [], gaps: [], progress: [] }, new AbortController().signal);
  const found: string[] = [];
  try {
    for await (const probe of plugin.probe(await pluginOptions(plugin, options), context)) {
      found.push(JSON.stringify(probe));
    }
  } catch (error) {
    found.push(textOf(error));
  }
  return found.join("\n");
}

/** All that an error and its causes say, in every way that it may be shown. */
function textOf(error: unknown): string {
  const shown = inspect(error, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null });
  return isWinnowError(error) ? `${error.format()}\n${shown}` : shown;
}
