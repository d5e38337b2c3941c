import { fieldLeaf, parseExpression, toEvaluator } from "@winnow/expressions";
import { type ExpressionInput, type Feature, type Value } from "@winnow/core";
import { LINUX_SYSTEM_SESSION, seedProcessFeatures, WINDOWS_SYSTEM_SESSION } from "@winnow/host-knowledge";
import type { EventTable, ReportData } from "../../../src/data/report-data.ts";
import { facetsOf } from "../../state/facets.ts";
import { groupTexts, rowOfGroups } from "../../state/groups.ts";
import { cellsOf, textAt } from "../../state/report.ts";

type Known = Pick<ReportData, "analysis" | "rows" | "events" | "ledger">;

/** A number that events have. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  /**
   * `run`: clustered by, known of every group of equal events. `events`: worked out here, by the extractors' own
   * expression, of the events that the page holds.
   */
  readonly from: "run" | "events";
}

/** Numbers of events or of groups of them. Columns of equal length. */
export interface Samples {
  readonly values: Float64Array;
  /** Events behind each. */
  readonly weights: Float64Array;
  readonly rows: Int32Array;
  /** Position in {@link Samples.names}. */
  readonly categories: Int32Array;
  /** 1 system, 0 another session, −1 not known. */
  readonly system: Int8Array;
  readonly names: readonly string[];
  /** What the names are: `program`, `account`. */
  readonly by: string;
  /** What was counted, in a sentence. */
  readonly said: string;
}

/** Names of the seed's two figures. */
export const USUAL: readonly string[] = ["commandlineTokensFull", "pathScore"];

/** What can be shown: first what the run clustered by, then what its events let the page work out. */
export function measuresOf(data: Known): readonly Measure[] {
  const clustered = data.analysis.plan.features.map(({ name, unit, doc }): Measure => ({
    name,
    unit,
    doc,
    from: "run",
  }));
  const computed = computable(data.events).map(({ name, unit, doc }): Measure => ({ name, unit, doc, from: "events" }));
  // One that is both is worked out where every event is at hand: it then is known with each event's own program.
  const names = new Set(clustered.map(({ name }) => name));
  const replaced = new Map(computed.map((measure) => [measure.name, measure]));
  return [
    ...clustered.map((measure) => (data.events.complete ? (replaced.get(measure.name) ?? measure) : measure)),
    ...computed.filter(({ name }) => !names.has(name)),
  ];
}

/** Hashes and texts have no spread. */
function computable(events: EventTable): readonly Feature[] {
  return seedProcessFeatures(sessionFeature(events)).filter(
    ({ unit, value }) =>
      ["characters", "tokens", "score"].includes(unit) &&
      [...COMPUTED_FROM].some(
        (field) => cellsOf(events, field) !== undefined && JSON.stringify(value).includes(`"${field}"`),
      ),
  );
}

const COMPUTED_FROM = ["process.command_line", "process.executable"] as const;

/** @throws when the measure is none of {@link measuresOf} */
export function samplesOf(data: Known, { name, from }: Measure): Samples {
  return from === "run" ? samplesOfGroups(data, name) : samplesOfEvents(data, name);
}

function samplesOfEvents(data: Known, name: string): Samples {
  const { events, ledger } = data;
  const feature = computable(events).find((known) => known.name === name)!;
  const value = evaluatorOf(feature, events);
  const system = systemOfEvents(events);
  const facet = categoryOf(data);
  const cells = facet === undefined ? undefined : cellsOf(events, facet.field);
  const names = new Names();
  const every = Int32Array.from({ length: events.size }, (_, event) => event);
  return {
    values: Float64Array.from(every, (event) => Number(value(event))),
    weights: new Float64Array(events.size).fill(1),
    rows: events.rows,
    categories: every.map((event) => names.at(textAt(events, cells?.[event] ?? -1) ?? "")),
    system: Int8Array.from(every, system),
    names: names.list,
    by: facet?.title.toLowerCase() ?? "",
    said: events.complete
      ? "Of every event, worked out in the page."
      : `Of the ${events.size.toLocaleString("en-US")} events that the page holds, of ${ledger.clustered.toLocaleString("en-US")}, worked out in the page: each row's first ones weigh more than they should.`,
  };
}

function samplesOfGroups(data: Known, name: string): Samples {
  const { groups, plan } = data.analysis;
  const position = plan.features.findIndex((feature) => feature.name === name);
  const rowOf = rowOfGroups(data);
  const inRows = Int32Array.from({ length: groups.size }, (_, group) => group).filter((group) => rowOf[group]! >= 0);
  const facet = categoryOf(data);
  const texts = facet === undefined ? undefined : groupTexts(data, facet.field);
  const system = systemOfGroups(data, rowOf);
  const names = new Names();
  return {
    values: Float64Array.from(inRows, (group) => groups.features[group * plan.features.length + position]!),
    weights: Float64Array.from(inRows, (group) => groups.counts[group]!),
    rows: inRows.map((group) => rowOf[group]!),
    categories: inRows.map((group) => names.at(texts?.of(group) ?? "")),
    system: Int8Array.from(inRows, system.of),
    names: names.list,
    by: facet?.title.toLowerCase() ?? "",
    said: [
      "Of every event, as the run clustered it.",
      ...inexact(texts?.exact === false ? facet!.title.toLowerCase() : "", system.exact ? "" : "session"),
    ].join(" "),
  };
}

function inexact(...what: readonly string[]): readonly string[] {
  const named = what.filter((each) => each !== "").join(" and ");
  return named === "" ? [] : [`For the ${named}, the event that stands for a group or row speaks for all of it.`];
}

/** Programs where there are any; else what stands for them. */
function categoryOf(data: Known): { readonly field: string; readonly title: string } | undefined {
  return facetsOf(data).find(({ id }) =>
    cellsOf(data.events, "winlog.logon.type") === undefined ? true : id === "account",
  );
}

class Names {
  readonly list: string[] = [];
  readonly #known = new Map<string, number>();

  at(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

const SESSION = "winlog.logon.id";

/** Hosts that write paths as Windows does; on others 999 is a session as any. */
function sessionFeature(events: EventTable): Feature {
  const paths = cellsOf(events, "process.executable");
  const windows = paths === undefined || paths.some((cell) => cell >= 0 && events.texts[cell]!.includes("\\"));
  return windows ? WINDOWS_SYSTEM_SESSION : LINUX_SYSTEM_SESSION;
}

type SystemOf = (at: number) => 1 | 0 | -1;

function systemOfEvents(events: EventTable): SystemOf {
  const cells = cellsOf(events, SESSION);
  // Logons are sessions: none of them runs in one.
  if (cells === undefined || cellsOf(events, "winlog.logon.type") !== undefined) return () => -1;
  const value = evaluatorOf(sessionFeature(events), events);
  return (event) => (cells[event]! < 0 ? -1 : value(event) === true || value(event) === 1 ? 1 : 0);
}

function systemOfGroups(data: Known, rowOf: Int32Array): { readonly of: SystemOf; readonly exact: boolean } {
  const { groups, plan } = data.analysis;
  const feature = plan.features.findIndex(({ name }) => name === "isSystemSession");
  if (feature >= 0)
    return { exact: true, of: (group) => (groups.features[group * plan.features.length + feature] === 0 ? 0 : 1) };
  const kept = plan.kept.some(({ name }) => name === "sessionKind");
  const kinds = groupTexts(data, "sessionKind");
  if (kept)
    return { exact: kinds.exact, of: (group) => (kinds.of(group) === "" ? -1 : kinds.of(group) === "system" ? 1 : 0) };
  const ofEvent = systemOfEvents(data.events);
  const unknown =
    cellsOf(data.events, SESSION) === undefined || cellsOf(data.events, "winlog.logon.type") !== undefined;
  return { exact: unknown, of: (group) => ofEvent(data.rows[rowOf[group]!]!.exemplar) };
}

/** The feature's own expression over an event's texts; what a source lacks is empty. */
function evaluatorOf({ value }: Feature, events: EventTable): (event: number) => Value {
  const evaluate = toEvaluator(parseExpression(value as ExpressionInput, fieldLeaf));
  let current = 0;
  const leaf = (node: { readonly op: string; readonly name?: unknown }): Value =>
    textAt(events, cellsOf(events, String(node.name))?.[current] ?? -1) ?? "";
  return (event) => {
    current = event;
    return evaluate(leaf as Parameters<typeof evaluate>[0]);
  };
}
