import type { RunResult } from "@winnow/core";
import type { EventTable, ReportAnalysis, ReportData, ReportRow } from "../data/report-data.ts";
import { collectActivity } from "./activity.ts";
import { makeEventTable } from "./event-table.ts";
import type { ReportLimits } from "./limits.ts";
import { pageGroups, type PageGroups } from "./merge-groups.ts";
import { collectOverall } from "./overall.ts";
import { pickEvents } from "./pick-events.ts";
import { tallySlots } from "./slots.ts";
import { Texts } from "./texts.ts";
import { timeRange } from "./time-range.ts";

/** Collects everything that the page holds of a run, within the limits. Reads the events at most once. */
export async function collectReport(result: RunResult, limits: ReportLimits, signal: AbortSignal): Promise<ReportData> {
  const { manifest, analysis } = result;
  const picked = await pickEvents(result, limits);
  const texts = new Texts();
  const events = await makeEventTable(result, picked, texts, signal);
  const slots = tallySlots(events, result.rows.length, texts);
  const groups = pageGroups(result, limits.groups);
  const range = timeRange(result, events);
  const activity = await collectActivity(result, groups.ofGroup, range);
  return {
    version: 1,
    profile: {
      ...result.profile,
      description: descriptionOf(manifest.profile.document),
      document: manifest.profile.document,
    },
    winnow: manifest.winnow,
    ledger: result.ledger,
    counts: result.counts,
    inputs: manifest.inputs,
    fieldMap: manifest.fieldMap.name,
    parameters: manifest.parameters,
    warnings: manifest.warnings,
    guarded: result.guarded,
    range,
    marks: result.marks,
    analysis: portable(analysis, groups),
    rows: makeRows(result, events, groups.ofGroup),
    events,
    activity,
    ...(await collectOverall(result, picked.complete, activity, range)),
    slots,
  };
}

function descriptionOf(document: unknown): string {
  const described = (document as { readonly description?: unknown } | null)?.description;
  return typeof described === "string" ? described : "";
}

/** The analysis as plain data: the plan of a run also contains functions. */
function portable(
  { plan, scale, clusterer }: RunResult["analysis"],
  { groups, mergedFrom }: PageGroups,
): ReportAnalysis {
  return {
    groups,
    ...(mergedFrom === null ? {} : { mergedFrom }),
    plan: {
      features: plan.features.map(named),
      kept: plan.kept.map(named),
      within: plan.within,
      guard: plan.guard,
      rank: { ...plan.rank, signals: plan.rank.signals.map(named) },
    },
    scale,
    clusterer,
  };
}

function named({
  name,
  unit,
  doc,
  says,
}: ReportAnalysis["plan"]["kept"][number]): ReportAnalysis["plan"]["kept"][number] {
  return { name, unit, doc, ...(says === undefined ? {} : { says }) };
}

/** @param ofGroup group of the page for each group of the analysis */
function makeRows({ rows }: RunResult, events: EventTable, ofGroup: Int32Array): ReportRow[] {
  const eventAt = new Map<number, number>();
  events.dataRows.forEach((dataRow, event) => eventAt.set(dataRow, event));
  const eventsOf = eventsByRow(events, rows.length);
  return rows.map((row, at) => ({
    clusterId: row.clusterId,
    size: row.size,
    firstTime: row.firstTime,
    lastTime: row.lastTime,
    reasons: row.reasons,
    groups: Int32Array.from(new Set(Array.from(row.groups, (group) => ofGroup[group]!))),
    exemplar: eventAt.get(row.exemplar)!,
    folded: row.folded.map(({ event, values }) => ({ event: eventAt.get(event)!, values })),
    events: eventsOf[at]!,
  }));
}

/** The events of each row by time; events of one instant in the order of the source. */
function eventsByRow({ rows, times }: EventTable, count: number): Int32Array[] {
  const lists = Array.from({ length: count }, (): number[] => []);
  rows.forEach((row, event) => lists[row]!.push(event));
  return lists.map((list) => Int32Array.from(list.sort((a, b) => Number(times[a]! - times[b]!) || a - b)));
}
