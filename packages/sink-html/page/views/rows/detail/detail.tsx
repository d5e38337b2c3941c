import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Report } from "../../../state/report.ts";
import { rowMarks, toggleMark, type RowMark } from "../../../state/selection.ts";
import { Command } from "../../../text/command.tsx";
import { Text } from "../../../text/text.tsx";
import { count, counted, duration, time } from "../../../text/words.ts";
import { InTree } from "../../processes/link.tsx";
import { Events } from "./events.tsx";
import { Facts } from "./facts.tsx";
import { Folded } from "./folded.tsx";
import { Groups } from "./groups.tsx";
import { OwnColumns } from "./own-columns.tsx";
import { Slots, slotsOf } from "./slots.tsx";
import { Strip } from "./strip.tsx";

interface DetailProperties {
  readonly report: Report;
  readonly row: number;
  readonly close: () => void;
  /** Goes so many rows on in the list. */
  readonly step: (by: number) => void;
}

/** Everything that the page knows of one row. */
export function Detail({ report, row, close, step }: DetailProperties): VNode {
  const { exemplar, reasons, folded, groups } = report.row(row);
  const slots = useMemo(() => slotsOf(report, row), [report, row]);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.scrollTo(0, 0), [row]);
  return (
    <section ref={panel} class="detail" aria-labelledby="detail-title" tabIndex={-1}>
      <Title report={report} row={row} close={close} step={step} />
      <div class="detail-body">
        <MainText report={report} event={exemplar} />
        <Section title="Why here">
          <ul class="reasons">
            {reasons.map((reason, i) => (
              <li key={i}>
                <Text value={reason} />
              </li>
            ))}
          </ul>
        </Section>
        <Section title="When">
          <Strip report={report} row={row} />
        </Section>
        {folded.length > 0 && (
          <Section title={`Shown beside it (${count(folded.length)})`}>
            <Folded report={report} row={row} />
          </Section>
        )}
        {slots.templates.length > 0 && (
          <Section title="What varies">
            <Slots report={report} row={row} slots={slots} />
          </Section>
        )}
        <Section title="Details">
          <Facts report={report} event={exemplar} />
          <InTree report={report} row={row} />
        </Section>
        <Section title={`Events (${count(report.row(row).size)})`}>
          <Events report={report} row={row} />
        </Section>
        <Section
          title={counted(groups.length, "group of equal events", "groups of equal events")}
          closed={groups.length > 1}
        >
          <Groups report={report} row={row} />
        </Section>
        <Section title="The event as its source wrote it" closed>
          <OwnColumns report={report} event={exemplar} />
        </Section>
      </div>
    </section>
  );
}

function Title({ report, row, close, step }: DetailProperties): VNode {
  const { clusterId, size, firstTime, lastTime } = report.row(row);
  const spans = firstTime !== null && lastTime !== null && lastTime > firstTime;
  return (
    <header class="detail-title">
      <div class="detail-heading">
        <h2 id="detail-title">
          <span class="muted">#{row + 1}</span> <Text value={report.labelOf(row)} most={80} />
        </h2>
        <span class="detail-tools no-print">
          <button
            type="button"
            class="quiet"
            onClick={() => step(-1)}
            title="Previous row (k)"
            aria-label="Previous row"
          >
            ↑
          </button>
          <button type="button" class="quiet" onClick={() => step(1)} title="Next row (j)" aria-label="Next row">
            ↓
          </button>
          <button type="button" class="quiet" onClick={close} title="Close (Esc)" aria-label="Close">
            ✕
          </button>
        </span>
      </div>
      <p class="detail-line">
        {clusterId < 0 ? <span class="badge noise">noise</span> : <span class="badge">cluster {clusterId}</span>}{" "}
        {counted(size, "event")}
        {firstTime !== null && ` · ${time(firstTime)}`}
        {spans && ` to ${time(lastTime)} UTC · ${duration(lastTime - firstTime)}`}
      </p>
      <MarkButtons row={row} />
    </header>
  );
}

function MarkButtons({ row }: { readonly row: number }): VNode {
  const mark = rowMarks.value.get(row);
  const button = (value: RowMark, name: string, key: string): VNode => (
    <button
      type="button"
      aria-pressed={mark === value}
      onClick={() => toggleMark(row, value)}
      title={`${name} (${key})`}
    >
      {name}
    </button>
  );
  return (
    <div class="detail-marks no-print">
      {button("of-interest", "Of interest", "i")}
      {button("known-good", "Known good", "g")}
    </div>
  );
}

/** What happened, in full: the one thing of a row that is always read. */
function MainText({ report, event }: { readonly report: Report; readonly event: number }): VNode | null {
  const field = report.textField;
  // The title says it already.
  if (field === report.labelField) return null;
  const text = field === null ? null : report.field(field, event);
  return (
    <pre class="main-text">
      {field === "process.command_line" ? <Command value={text} /> : <Text value={text} missing="(no text)" />}
    </pre>
  );
}

interface SectionProperties {
  readonly title: string;
  readonly closed?: boolean;
  readonly children: ComponentChildren;
}

/** A part that can be folded away. What is folded is not made. */
function Section({ title, closed = false, children }: SectionProperties): VNode {
  const [open, setOpen] = useState(!closed);
  return (
    <details class="section" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {open && <div class="section-body">{children}</div>}
    </details>
  );
}
