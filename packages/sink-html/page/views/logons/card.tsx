import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { linkTo } from "../../state/route.ts";
import { rowMarks } from "../../state/selection.ts";
import { Text } from "../../text/text.tsx";
import { count, counted, duration, time } from "../../text/words.ts";
import { logonDetails, typeName, type Detail } from "./words.ts";

interface CardProperties {
  readonly report: Report;
  readonly event: number;
  readonly row: number;
  /** Whether the card stands for the whole row, or for this one event. */
  readonly ofRow: boolean;
}

/** One logon in words. */
export function Card({ report, event, row, ofRow }: CardProperties): VNode {
  const field = (name: string): string | null => {
    const text = report.field(name, event);
    return text === "" ? null : text;
  };
  const { reasons, clusterId, size } = report.row(row);
  const type = field("winlog.logon.type");
  const failed = field("event.outcome") === "failure";
  const mark = rowMarks.value.get(row);
  const at = report.data.range === null ? null : report.data.events.times[event]!;
  return (
    <li class={`logon ${failed ? "logon-failed" : ""}`}>
      <h3>
        <a href={linkTo("rows", { row: String(row + 1) })} aria-label={`Row ${row + 1}`}>
          #{count(row + 1)}
        </a>{" "}
        <Text value={field("user.account") ?? field("user.name")} most={80} missing="(no account)" />
        {type !== null && (
          <span class="badge">
            <Text value={typeName(type) === "" ? type : typeName(type)} most={40} />
          </span>
        )}
        {failed && <span class="badge noise">failed</span>}
        {mark !== undefined && (
          <span class={`badge ${mark}`}>{mark === "known-good" ? "known good" : "of interest"}</span>
        )}
      </h3>
      {ofRow && (
        <p class="logon-row">
          <span class="muted">
            {clusterId < 0 ? "noise" : `cluster ${clusterId}`} · {sayWhen(report, row)}
          </span>
          {size > 1 && " "}
          {reasons.slice(1).map((reason, i) => (
            <span key={i} class="logon-reason">
              <Text value={reason} most={200} />
            </span>
          ))}
        </p>
      )}
      <dl class="facts logon-facts">
        <dt>Time</dt>
        <dd>{at === null ? <Text value={null} /> : `${time(at, 3)} UTC`}</dd>
        {logonDetails(field).map((detail) => (
          <Line key={detail.title} {...detail} />
        ))}
      </dl>
    </li>
  );
}

function Line({ title, value, meaning }: Detail): VNode {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <Text value={value} most={500} missing={meaning === "" ? "–" : ""} />
        {meaning !== "" && (
          <span class="logon-meaning">
            {" "}
            (<Text value={meaning} most={120} />)
          </span>
        )}
      </dd>
    </>
  );
}

function sayWhen(report: Report, row: number): string {
  const { size, firstTime, lastTime } = report.row(row);
  const events = counted(size, "event");
  if (firstTime === null || lastTime === null) return events;
  if (firstTime === lastTime) return `${events}, ${time(firstTime)} UTC`;
  return `${events} in ${duration(lastTime - firstTime)}, ${time(firstTime)} to ${time(lastTime)} UTC`;
}
