import type { VNode } from "preact";
import type { Report } from "../../../state/report.ts";
import { Text } from "../../../text/text.tsx";
import { time } from "../../../text/words.ts";
import { titleOf } from "../columns.ts";

/** Groups of canonical fields in the order in which an analyst asks for them. */
const PARTS: readonly (readonly [title: string, begins: RegExp])[] = [
  ["Process", /^process\.(?!parent)/],
  ["Parent", /^process\.parent/],
  ["Account", /^user\./],
  ["Logon", /^winlog\./],
  ["Where", /^(?:host|source|user_agent)\b/],
  ["Event", /^event\./],
];

/** The canonical fields of an event, by what they are about. */
export function Facts({ report, event }: { readonly report: Report; readonly event: number }): VNode {
  const { fields, times } = report.data.events;
  const names = Object.keys(fields).filter((name) => (report.field(name, event) ?? "") !== "");
  return (
    <dl class="facts">
      {report.data.range !== null && (
        <>
          <dt>Time</dt>
          <dd>{time(times[event]!, 6)} UTC</dd>
        </>
      )}
      {PARTS.map(([title, begins]) => {
        const own = names.filter((name) => begins.test(name));
        return own.map((name) => [
          <dt key={`${name}-t`} title={name}>
            {titleIn(title, name)}
          </dt>,
          <dd key={`${name}-d`} class={name.startsWith("process.") ? "mono" : ""}>
            <Text value={report.field(name, event)} />
          </dd>,
        ]);
      })}
    </dl>
  );
}

/** `Parent command line` for `process.parent.command_line`. */
function titleIn(part: string, name: string): string {
  const title = titleOf(name);
  if (title !== name) return title;
  const rest = name.replace(/^(?:process\.parent|process|user|winlog|host|source|event|user_agent)\.?/, "");
  const words = rest.replaceAll(/[._]/g, " ");
  return part === "Process" || part === "Where" || part === "Event" ? capital(words) : `${part} ${words}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
