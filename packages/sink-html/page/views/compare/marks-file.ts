import { fillTemplate, selectMasks } from "@winnow/expressions";
import { parse, stringify } from "yaml";
import { badMarks } from "../../../src/page-errors.ts";
import type { Report } from "../../state/report.ts";
import type { RowMark } from "../../state/selection.ts";

/** What is written of a marked row: enough to find it again in this run, and what is like it in another. */
interface MarkedRow {
  readonly mark: RowMark;
  /** Where it stood in the reading order, from 1. */
  readonly rank: number;
  /** Data row of its exemplar. */
  readonly event: number;
  /** The exemplar's kept values. */
  readonly kept: Readonly<Record<string, string>>;
  /** The exemplar's command line with what varies left open. */
  readonly template?: string;
}

const FORMAT = "winnow-marks/v1";

/** The marks of a report as YAML: which profile and run, then each marked row. */
export function writeMarks(report: Report, marks: ReadonlyMap<number, RowMark>): string {
  const { profile, inputs } = report.data;
  const rows = [...marks].sort(([a], [b]) => a - b).map(([row, mark]) => describe(report, row, mark));
  return stringify(
    {
      format: FORMAT,
      profile: profile.name,
      run: profile.hash,
      inputs: inputs.map(({ sha256 }) => sha256).filter((hash) => hash !== undefined && hash !== null),
      marks: rows,
    },
    { lineWidth: 0 },
  );
}

function describe(report: Report, row: number, mark: RowMark): MarkedRow {
  const template = templateOf(report, row);
  return {
    mark,
    rank: row + 1,
    event: report.data.events.dataRows[report.row(row).exemplar]!,
    kept: Object.fromEntries(keptOf(report, row)),
    ...(template === null ? {} : { template }),
  };
}

export function keptOf({ data, row }: Report, index: number): readonly (readonly [name: string, value: string])[] {
  const { groups, plan } = data.analysis;
  const [group] = row(index).groups;
  const width = groups.dictionaries.length;
  return plan.kept.map(({ name }, at) => [name, groups.dictionaries[at]![groups.kept[group! * width + at]!]!]);
}

const masks = selectMasks();

function templateOf(report: Report, row: number): string | null {
  const command = report.field("process.command_line", report.row(row).exemplar);
  return command === null ? null : fillTemplate(command, masks);
}

/** Marks that were found again, and how many were not. */
export interface FoundMarks {
  readonly marks: ReadonlyMap<number, RowMark>;
  readonly missing: number;
}

/**
 * Finds marked rows again: of the same run by their exemplars, of another by equal kept values and template.
 * @throws `WN1964` when the text is no file of marks
 */
export function readMarks(text: string, report: Report): FoundMarks {
  const { run, rows } = parsed(text);
  const byEvent = new Map(report.data.rows.map((row, index) => [report.data.events.dataRows[row.exemplar]!, index]));
  const byIdentity = new Map(
    report.data.rows.map((_, index) => [identity(describe(report, index, "known-good")), index]),
  );
  const found = new Map<number, RowMark>();
  let missing = 0;
  for (const row of rows) {
    const same = run === report.data.profile.hash ? byEvent.get(row.event) : undefined;
    const isSame = same !== undefined && identity(describe(report, same, row.mark)) === identity(row);
    const index = isSame ? same : byIdentity.get(identity(row));
    if (index === undefined) missing++;
    else found.set(index, row.mark);
  }
  return { marks: found, missing };
}

function identity({ kept, template }: MarkedRow): string {
  return JSON.stringify([Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)), template ?? null]);
}

function parsed(text: string): { readonly run: unknown; readonly rows: readonly MarkedRow[] } {
  const document = parsedYaml(text);
  if (!isMapping(document) || document["format"] !== FORMAT)
    throw badMarks({ problem: `it does not say \`format: ${FORMAT}\`` });
  const { run, marks } = document;
  if (!Array.isArray(marks)) throw badMarks({ problem: "`marks` is no list" });
  return { run, rows: marks.map(markedRow) };
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const [problem = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw badMarks({ problem: problem.replace(/:$/, "") }, { cause });
  }
}

function markedRow(entry: unknown, index: number): MarkedRow {
  const { mark, event, rank = 0, kept = {}, template } = isMapping(entry) ? entry : {};
  if (mark !== "known-good" && mark !== "of-interest") {
    throw badMarks({ problem: `entry ${index + 1} has neither \`mark: known-good\` nor \`mark: of-interest\`` });
  }
  if (typeof event !== "number" || !isMapping(kept)) throw badMarks({ problem: `entry ${index + 1} names no event` });
  const values = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]));
  return { mark, event, rank: Number(rank), kept: values, ...(typeof template === "string" && { template }) };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
