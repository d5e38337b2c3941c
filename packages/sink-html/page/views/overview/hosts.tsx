import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { filterField, filters, NO_FILTERS, valuesOf } from "../../state/filters.ts";
import type { Report } from "../../state/report.ts";
import { go } from "../../state/route.ts";
import { occurrencesOf } from "../../state/values.ts";
import { Outside } from "../../text/outside.tsx";
import { Text } from "../../text/text.tsx";
import { count, counted, duration, time } from "../../text/words.ts";

const MOST = 8;
const FIELDS: readonly (readonly [field: string, one: string])[] = [
  ["host.name", "host"],
  ["user.name", "account"],
  ["source.ip", "source address"],
];

/** When and on which machines it happened, and by which accounts. */
export function Hosts({ report }: { readonly report: Report }): VNode {
  const { range, marks, rows } = report.data;
  return (
    <>
      {range === null ? (
        <p class="muted">{rows.length === 0 ? "No event was clustered." : "The source has no time."}</p>
      ) : (
        <>
          <p class="nums">
            {time(range.first)} to {time(range.last)} UTC
            <br />
            <span class="muted">{duration(range.last - range.first)}</span>
          </p>
          <Outside range={range} />
        </>
      )}
      {marks.length > 0 && (
        <ul class="plain marks-of">
          {marks.map(({ time: at, label }, i) => (
            <li key={i}>
              <Text value={label} most={120} /> <span class="muted nums">{time(at)}</span>
            </li>
          ))}
        </ul>
      )}
      {FIELDS.filter(([field]) => report.hasField(field)).map(([field, one]) => (
        <Values key={field} report={report} field={field} one={one} />
      ))}
    </>
  );
}

interface ValuesProperties {
  readonly report: Report;
  readonly field: string;
  readonly one: string;
}

function Values({ report, field, one }: ValuesProperties): VNode | null {
  const values = useMemo(() => valuesOf(report, field), [report, field]);
  if (values.length === 0) return null;
  return (
    <div class="values-of">
      <h3>
        {occurrencesOf(report.data, field).exact ? "" : "At least "}
        {counted(values.length, one, one.endsWith("s") ? `${one}es` : `${one}s`)}
      </h3>
      <ul class="plain">
        {values.slice(0, MOST).map(([value, rows], i) => (
          <li key={i}>
            <button type="button" class="link" onClick={() => show(field, value)}>
              <Text value={value === "" ? "(empty)" : value} most={60} />
            </button>{" "}
            <span class="muted">{counted(rows, "row")}</span>
          </li>
        ))}
      </ul>
      {values.length > MOST && <p class="muted">and {count(values.length - MOST)} more</p>}
    </div>
  );
}

function show(field: string, value: string): void {
  filters.value = NO_FILTERS;
  filterField(field, value);
  go("rows");
}
