import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { Report } from "../../state/report.ts";
import { rowMarks, selectedRows } from "../../state/selection.ts";
import { Text } from "../../text/text.tsx";
import { counted } from "../../text/words.ts";
import { openRow } from "../rows/open.ts";
import { differences, type Span } from "./differences.ts";

const MOST_ROWS = 8;

/** What sets rows apart from those that are known to be good: value by value. */
export function DifferencesTable({ report }: { readonly report: Report }): VNode {
  const marks = rowMarks.value;
  const good = rowsMarked(marks, "known-good");
  const compared = useMemo(
    () =>
      [
        ...new Set([
          ...rowsMarked(marks, "of-interest"),
          ...[...selectedRows.value].filter((row) => marks.get(row) !== "known-good"),
        ]),
      ].sort((a, b) => a - b),
    [marks, selectedRows.value],
  );
  const shown = compared.slice(0, MOST_ROWS);
  const reference = useMemo(
    () => (good.length > 0 ? good : report.data.rows.map((_, row) => row).filter((row) => !compared.includes(row))),
    [report, marks, compared],
  );
  const lines = useMemo(() => differences(report, reference, shown), [report, reference, compared]);
  if (compared.length === 0) {
    return (
      <p class="muted">
        Mark rows as of interest (i in Rows), or select some on the Map, to see what sets them apart from those marked
        as known good (g), or from all others.
      </p>
    );
  }
  return (
    <>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Differences">
        <table class="table compare-table">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden-visually">Value</span>
              </th>
              <th scope="col">
                {good.length > 0 ? `known good (${good.length})` : `all other rows (${reference.length})`}
              </th>
              {shown.map((row) => (
                <th key={row} scope="col">
                  <button type="button" class="quiet compare-row" onClick={() => openRow(row)} title="Open the row">
                    {row + 1} <Text value={report.labelOf(row)} most={28} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, reference: whole, rows }) => (
              <tr key={name}>
                <th scope="row">
                  <Text value={name} />
                </th>
                <td>
                  <SpanText span={whole} />
                </td>
                {rows.map(({ span, differs }, at) => (
                  <td key={shown[at]} class={differs ? "compare-differs" : ""}>
                    <SpanText span={span} />
                    {differs && <span class="hidden-visually"> (not among the others)</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {compared.length > MOST_ROWS && <p class="muted">and {counted(compared.length - MOST_ROWS, "further row")}</p>}
    </>
  );
}

function rowsMarked(marks: ReadonlyMap<number, string>, wanted: string): number[] {
  return [...marks].flatMap(([row, mark]) => (mark === wanted ? [row] : [])).sort((a, b) => a - b);
}

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const FEW = 3;

function SpanText({ span }: { readonly span: Span }): VNode {
  if (span.kind === "number") {
    if (span.low > span.high) return <span class="missing">–</span>;
    return (
      <span class="compare-number">
        {span.low === span.high ? number.format(span.low) : `${number.format(span.low)} to ${number.format(span.high)}`}
      </span>
    );
  }
  if (span.values.length > FEW) return <span class="muted">{counted(span.values.length, "value")}</span>;
  return (
    <>
      {span.values.map((value) => (
        <div key={value}>
          <Text value={value === "" ? null : value} most={120} />
        </div>
      ))}
    </>
  );
}
