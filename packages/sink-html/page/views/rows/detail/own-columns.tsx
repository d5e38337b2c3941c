import type { VNode } from "preact";
import type { Report } from "../../../state/report.ts";
import { Text } from "../../../text/text.tsx";
import { count } from "../../../text/words.ts";

/** An event with every column of its source. */
export function OwnColumns({ report, event }: { readonly report: Report; readonly event: number }): VNode {
  const { columns, texts, dataRows } = report.data.events;
  return (
    <>
      <p class="muted">Data row {count(dataRows[event]!)} of the source, counted from 0.</p>
      <dl class="facts own-columns">
        {columns.map(({ name, cells }, i) => {
          const cell = cells[event]!;
          return [
            <dt key={`t${i}`}>
              <Text value={name} />
            </dt>,
            <dd key={`d${i}`}>
              <Text value={cell < 0 ? null : texts[cell]!} />
            </dd>,
          ];
        })}
      </dl>
    </>
  );
}
