import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ReportMark } from "../../../src/data/report-data.ts";
import { canvasText } from "../../charts/canvas-text.ts";
import { Chart, type ChartTable } from "../../charts/chart.tsx";
import type { ChartInstance } from "../../charts/library.ts";
import { facetsOf, type Facet } from "../../state/facets.ts";
import { NARROW, useMedia } from "../../state/media.ts";
import type { Report } from "../../state/report.ts";
import { go } from "../../state/route.ts";
import { selectedRows } from "../../state/selection.ts";
import { useShortcuts, type Shortcut } from "../../state/shortcuts.ts";
import { Text } from "../../text/text.tsx";
import { Outside } from "../../text/outside.tsx";
import { count, counted, duration, time } from "../../text/words.ts";
import { RowList } from "../map/row-list.tsx";
import { hasProcesses } from "../processes/forest.ts";
import { openRow } from "../rows/open.ts";
import type { View } from "../view.ts";
import { domainOf, type Domain, type Stretch } from "./domain.ts";
import { frameHeight, frameOption, type Frame } from "./frame.ts";
import { partOf, TimeLink } from "./link.ts";
import { placeAmong, timelinesOf, toMs, type Timelines as Lines } from "./model.ts";
import { barSeries, sessionSeries, spotSeries, stepSeries, strokes } from "./series.ts";
import { sessionBars, type SessionBar } from "./sessions.ts";
import { shareOf, stretchOf } from "./stretch.ts";
import "./timelines.css";
import { Toolbar } from "./toolbar.tsx";

export const timelinesView: View = {
  id: "timelines",
  title: "Timelines",
  component: TimelinesView,
  available: ({ range, rows }) => range !== null && rows.length > 0,
};

/** What the reader groups by; kept while the page is open. */
const grouping = signal<Facet["id"] | null>(null);
const MOST_LANES = 14;
const MOST_SESSIONS = 14;
/** Pixels that "row 10,000" takes. */
const ROOM_FOR_RANKS = 72;

function TimelinesView({ report }: { readonly report: Report }): VNode {
  const { data } = report;
  const facets = useMemo(() => facetsOf(data), [data]);
  const facet = facets.find(({ id }) => id === grouping.value) ?? null;
  const lines = useMemo(() => timelinesOf(data, facet, MOST_LANES), [data, facet]);
  const sessions = useSessions(report);
  const domain = useMemo(() => domainOf({ range: data.range!, marks: data.marks }), [data]);
  const near = data.marks.filter((mark) => !domain.beyond.includes(mark));
  const link = useMemo(() => new TimeLink(), [report]);
  const narrow = useMedia(NARROW);
  const coarse = useMedia("(pointer: coarse)");
  const named = facet !== null || sessions?.length !== 0;
  const names = !named ? ROOM_FOR_RANKS : narrow ? 84 : 185;
  const frame: Frame = { narrow, domain, marks: data.marks, names, part: () => link.part.peek(), draggable: !coarse };
  useShortcuts(useMemo(() => shortcutsFor(link, facets, domain, near), [link, facets, domain]));
  const shared = { report, lines, link, frame, facet };
  return (
    <div class="timelines">
      <Toolbar
        facets={facets}
        facet={facet}
        group={(id) => (grouping.value = id)}
        link={link}
        domain={domain}
        marks={near}
      />
      <Outside range={data.range!} />
      <Beyond domain={domain} />
      <RowsTimeline {...shared} />
      <EventsTimeline {...shared} />
      {sessions === null ? (
        <p class="muted timelines-note">Working out the logon sessions …</p>
      ) : sessions.length > 0 ? (
        <SessionsTimeline report={report} sessions={sessions} link={link} frame={frame} />
      ) : (
        <NoSessions report={report} />
      )}
      <InView report={report} link={link} domain={domain} />
    </div>
  );
}

/** Of more events than this, the sessions take long enough to be worked out after the timelines are there. */
const SLOW = 5_000;

/** `null` while they are worked out. */
function useSessions({ data }: Report): readonly SessionBar[] | null {
  const [sessions, setSessions] = useState(() =>
    !hasProcesses(data) ? [] : data.events.size > SLOW ? null : sessionBars(data),
  );
  useEffect(() => {
    if (sessions !== null) return undefined;
    const timer = setTimeout(() => setSessions(sessionBars(data)), 50);
    return () => clearTimeout(timer);
  }, [data, sessions]);
  return sessions;
}

function shortcutsFor(
  link: TimeLink,
  facets: readonly Facet[],
  domain: Domain,
  marks: readonly ReportMark[],
): readonly Shortcut[] {
  let mark = -1;
  const nextMark = (): void => {
    mark = (mark + 1) % marks.length;
    link.around(shareOf(domain, toMs(marks[mark]!.time)));
  };
  const ids = [null, ...facets.map(({ id }) => id)];
  return [
    { keys: ["+", "="], does: "zoom in", run: () => link.zoom(2) },
    { keys: ["-"], does: "zoom out", run: () => link.zoom(0.5) },
    { keys: ["0"], does: "show all of the time", run: () => link.showAll() },
    { keys: ["ArrowLeft"], does: "earlier", run: () => link.move(-0.2) },
    { keys: ["ArrowRight"], does: "later", run: () => link.move(0.2) },
    ...(marks.length > 0 ? [{ keys: ["m"], does: "the time around the next mark", run: nextMark }] : []),
    {
      keys: ["b"],
      does: "group by the next",
      run: () => (grouping.value = ids[(ids.indexOf(grouping.peek()) + 1) % ids.length]!),
    },
  ];
}

function Beyond({ domain: { beyond } }: { readonly domain: Domain }): VNode | null {
  if (beyond.length === 0) return null;
  return (
    <p class="muted timelines-note">
      Too far from all events to be shown:{" "}
      {beyond.slice(0, 5).map(({ label, time: at }, i) => (
        <span key={i}>
          {i > 0 && ", "}
          <Text value={label} most={40} /> ({time(at)} UTC)
        </span>
      ))}
      {beyond.length > 5 && ` and ${count(beyond.length - 5)} more`}
    </p>
  );
}

interface TimelineProperties {
  readonly report: Report;
  readonly lines: Lines;
  readonly link: TimeLink;
  readonly frame: Frame;
  readonly facet: Facet | null;
}

/** Pixels of one lane: alone it has room for all rows, of many each has less. */
function laneHeight(lanes: number, rows: number, most: number): number {
  return lanes <= 1 ? Math.min(most, 40 + rows * 22) : lanes <= 3 ? 84 : lanes <= 6 ? 46 : 30;
}

/** Alone, a lane has its first and its last row named; of several, each has its name. */
function namesBeside(
  names: readonly string[],
  facet: Facet | null,
  rows: number,
): readonly { readonly at: number; readonly text: string }[] {
  if (facet !== null) return names.map((text, lane) => ({ at: lane + 0.5, text }));
  const [first, last] = [placeAmong(0, rows), placeAmong(rows - 1, rows)];
  return rows === 1
    ? [{ at: first, text: "row 1" }]
    : [
        { at: first, text: "row 1" },
        { at: last, text: `row ${count(rows)}` },
      ];
}

function laneNames({ lanes, laneCount }: Lines, facet: Facet | null, narrow: boolean): readonly string[] {
  if (facet === null) return [""];
  return lanes.map(({ name, rest }) =>
    rest ? `${count(laneCount - lanes.length + 1)} others` : name === "" ? "(none)" : short(name, facet, narrow),
  );
}

/** On a telephone there is room for the account, not for its domain. */
function short(name: string, { id }: Facet, narrow: boolean): string {
  return narrow && id === "account" ? name.slice(name.lastIndexOf("\\") + 1) : name;
}

function RowsTimeline({ report, lines, link, frame, facet }: TimelineProperties): VNode {
  const { rows } = report.data;
  const height = laneHeight(lines.lanes.length, rows.length, 230);
  const { thick } = strokes(lines, height);
  const names = useMemo(() => laneNames(lines, facet, frame.narrow), [lines, facet, frame.narrow]);
  const picked = selectedRows.value;
  return (
    <Timeline
      id="rows"
      title={`${counted(rows.length, "row")}: clusters from their first event to their last, noise as diamonds`}
      said={`Each bar is a row, those to read first at the top${facet === null ? "" : " of their lane"}; the dot on it is the event that stands for it.${sayLanes(lines, facet, report)}`}
      height={frameHeight(lines.lanes.length, height, { labelled: true, slider: false })}
      label={`Timeline of ${counted(rows.length, "row")}, each from its first event to its last.`}
      inputs={[lines, frame.names, frame.domain, picked, frame.draggable]}
      option={(palette) =>
        frameOption(
          frame,
          {
            lanes: lines.lanes.length,
            names: namesBeside(names, facet, rows.length),
            labelled: true,
            slider: false,
            series: [barSeries(lines.bars, (row) => rows[row]!.clusterId, picked, thick, palette)],
            describe: (item) => describeRow(report, lines.bars[valueOf(item)[4]!]!.row),
          },
          palette,
        )
      }
      link={link}
      clicked={(item) => openRow(lines.bars[valueOf(item)[4]!]!.row)}
      series="rows"
      table={rowsTable(report, lines, names, facet)}
    />
  );
}

function EventsTimeline({ report, lines, link, frame, facet }: TimelineProperties): VNode {
  const { events, ledger, rows } = report.data;
  const height = laneHeight(lines.lanes.length, rows.length, lines.steps === null ? 230 : 130);
  const names = useMemo(() => laneNames(lines, facet, frame.narrow), [lines, facet, frame.narrow]);
  const { spots, steps } = lines;
  const { tall } = strokes(lines, height);
  const whole = events.complete || steps !== null;
  return (
    <Timeline
      id="events"
      title={
        whole
          ? `All ${counted(ledger.clustered, "event")}`
          : `${counted(events.size, "event")} of ${count(ledger.clustered)}`
      }
      said={sayEvents(report, lines, facet)}
      height={frameHeight(lines.lanes.length, height, { labelled: false, slider: true })}
      label={`Timeline of ${counted(ledger.clustered, "event")}.`}
      inputs={[lines, frame.names, frame.domain, frame.draggable]}
      option={(palette) =>
        frameOption(
          frame,
          {
            lanes: lines.lanes.length,
            names: spots === null && facet === null ? [] : namesBeside(names, facet, rows.length),
            labelled: false,
            slider: true,
            series: [
              spots === null
                ? stepSeries(steps!, palette)
                : spotSeries(spots, (row) => rows[row]!.clusterId, tall, palette),
            ],
            describe: (item) =>
              spots === null
                ? describeStep(lines, names, valueOf(item)[4]!)
                : describeEvent(report, spots[valueOf(item)[2]!]!.event),
          },
          palette,
        )
      }
      link={link}
      clicked={(item) => {
        if (spots !== null) openRow(spots[valueOf(item)[2]!]!.row);
        else zoomTo(link, frame.domain, steps![valueOf(item)[4]!]!);
      }}
      series={spots === null ? "steps" : "events"}
      table={eventsTable(report, lines, names)}
    />
  );
}

interface SessionsProperties {
  readonly report: Report;
  readonly sessions: readonly SessionBar[];
  readonly link: TimeLink;
  readonly frame: Frame;
}

const SESSION_HEIGHT = 24;

function SessionsTimeline({ report, sessions, link, frame }: SessionsProperties): VNode {
  const { events } = report.data;
  const shown = useMemo(() => sessions.slice(0, MOST_SESSIONS), [sessions]);
  const hosts = new Set(sessions.map(({ host }) => host.toLowerCase())).size;
  const nameOf = ({ name, host, logonId }: SessionBar): string =>
    frame.narrow
      ? name.slice(name.lastIndexOf("\\") + 1)
      : `${name}${hosts > 1 ? ` · ${host}` : name === logonId ? "" : ` ${logonId}`}`;
  const more = sessions.length - shown.length;
  return (
    <Timeline
      id="sessions"
      title={`${counted(sessions.length, "logon session")} by the processes in them`}
      said={`From the first process to the last, a stroke for each${events.complete ? "" : " of the events that the page holds"}. The logons themselves are events of another run: their ids, in the Logons view there, are the ones here.${more > 0 ? ` Shown are the ${shown.length} with most processes.` : ""}`}
      height={frameHeight(shown.length, SESSION_HEIGHT, { labelled: false, slider: false })}
      label={`Timeline of ${counted(shown.length, "logon session")}, each from its first process to its last.`}
      inputs={[shown, frame.names, frame.domain, frame.draggable]}
      option={(palette) =>
        frameOption(
          frame,
          {
            lanes: shown.length,
            names: shown.map((session, lane) => ({ at: lane + 0.5, text: nameOf(session) })),
            labelled: false,
            slider: false,
            series: sessionSeries(shown, events.times, palette),
            describe: (item) => describeSession(shown[(item as { dataIndex: number }).dataIndex]!),
          },
          palette,
        )
      }
      link={link}
      clicked={(item) => go("processes", { session: shown[(item as { dataIndex: number }).dataIndex]!.key })}
      series="sessions"
      table={{
        columns: ["session", "account", "host", "first", "last", "processes"],
        rows: () =>
          sessions.map(({ logonId, name, host, first, last, events: inside }) => [
            logonId,
            name,
            host,
            moment(first),
            moment(last),
            inside.length,
          ]),
      }}
    />
  );
}

function NoSessions({ report }: { readonly report: Report }): VNode {
  return (
    <p class="muted timelines-note">
      {report.hasField("winlog.logon.type")
        ? "These events are logons, so the timelines above are those of the logons. What was started in their sessions is in the report of the same hosts' processes, under the same logon ids."
        : "No logon sessions: the events held do not say in which session they happened."}
    </p>
  );
}

interface TimelineChart {
  readonly id: string;
  readonly title: string;
  readonly said: ComponentChildren;
  readonly height: number;
  readonly label: string;
  readonly inputs: readonly unknown[];
  readonly option: Parameters<typeof Chart>[0]["option"];
  readonly link: TimeLink;
  readonly series: string;
  readonly clicked: (item: unknown) => void;
  readonly table: ChartTable;
}

function Timeline({
  id,
  title,
  said,
  height,
  label,
  inputs,
  option,
  link,
  series,
  clicked,
  table,
}: TimelineChart): VNode {
  const section = useRef<HTMLElement>(null);
  const chart = useRef<ChartInstance | null>(null);
  // Charts outlive what they show: a click is about what they show now.
  const now = useRef(clicked);
  now.current = clicked;
  const tell = (): void => {
    const { start, end } = partOf(chart.current!);
    section.current?.setAttribute("data-in-view", `${start.toFixed(3)} to ${end.toFixed(3)}`);
  };
  return (
    <section ref={section} class="timeline" aria-labelledby={`timeline-${id}`}>
      <h2 id={`timeline-${id}`}>{title}</h2>
      <p class="muted timeline-said">{said}</p>
      <div class="timeline-chart" style={{ "--chart-height": `${height}px` }}>
        <Chart
          label={label}
          inputs={[...inputs, height]}
          option={option}
          onChart={(made) => {
            chart.current = made;
            made.on("click", (item) => {
              if ((item as { seriesId?: string }).seriesId === series) now.current(item);
            });
            const leave = link.add(made);
            made.on("dataZoom", tell);
            return leave;
          }}
          onDrawn={() => {
            link.settle(chart.current!);
            tell();
          }}
          table={table}
        />
      </div>
    </section>
  );
}

const IN_VIEW = 10;

/** What the pointer finds in the timelines, for the keyboard too: the rows that have events in the time in view. */
function InView({
  report,
  link,
  domain,
}: {
  readonly report: Report;
  readonly link: TimeLink;
  readonly domain: Domain;
}): VNode {
  const { from, to } = stretchOf(domain, link.part.value);
  const { rows } = report.data;
  const inView = useMemo(
    () =>
      rows.flatMap(({ firstTime, lastTime }, row) =>
        firstTime !== null && lastTime !== null && toMs(lastTime) >= from && toMs(firstTime) <= to ? [row] : [],
      ),
    [rows, from, to],
  );
  return (
    <section class="timeline" aria-labelledby="timeline-rows-in-view">
      <h2 id="timeline-rows-in-view">
        {inView.length === rows.length
          ? `All ${counted(rows.length, "row")}`
          : `${count(inView.length)} of ${counted(rows.length, "row")}`}{" "}
        in the time in view
      </h2>
      <RowList report={report} rows={inView} most={IN_VIEW} label="Rows in the time in view" />
    </section>
  );
}

function zoomTo(link: TimeLink, { from, to }: Stretch, step: { readonly from: number; readonly to: number }): void {
  const width = (to - from) / 100;
  const room = (step.to - step.from) * 2;
  link.set({ start: (step.from - room - from) / width, end: (step.to + room - from) / width });
}

function valueOf(item: unknown): readonly number[] {
  return (item as { readonly value: readonly number[] }).value;
}

function moment(milliseconds: number): string {
  return time(BigInt(Math.round(milliseconds * 1000)), 3);
}

function sayLanes({ lanes, laneCount, exact }: Lines, facet: Facet | null, report: Report): string {
  if (facet === null) return "";
  const said =
    lanes.length < laneCount
      ? ` Lanes: the ${lanes.length - 1} with most events of ${count(laneCount)} ${facet.many}.`
      : "";
  if (report.data.events.complete) return said;
  return exact
    ? `${said} By the ${facet.title.toLowerCase()} that the run kept of every event.`
    : `${said} The page does not know every event's ${facet.title.toLowerCase()}: rows and groups of events stand in the lane of the event that stands for them.`;
}

function sayEvents(report: Report, { spots, width }: Lines, facet: Facet | null): string {
  if (report.data.events.complete)
    return `Each at its own time, at the height of its row${facet === null ? "" : " in the lane"}.`;
  if (spots !== null)
    return report.data.overall === undefined
      ? "Nothing tells when the others happened: shown are those that the page holds, of each row its first ones."
      : "Of so many groups the page counts nothing by lane: shown are the events that it holds, of each row its first ones. Grouped by nothing, all are counted.";
  return `Counted in steps of ${duration(width!)}; heights by the logarithm. A click zooms to a step.`;
}

const LONGEST = 80;

function describeRow(report: Report, row: number): string {
  const { clusterId, size, firstTime, lastTime, exemplar } = report.row(row);
  const text = report.textField === null ? null : report.field(report.textField, exemplar);
  const when = firstTime === null || lastTime === null ? [] : [whenOf(firstTime, lastTime)];
  return [
    `Row ${count(row + 1)}  ${canvasText(report.labelOf(row), LONGEST)}`,
    `${clusterId < 0 ? "noise" : `cluster ${clusterId}`}, ${counted(size, "event")}`,
    ...when,
    ...(text === null ? [] : [canvasText(text, LONGEST)]),
  ].join("\n");
}

function whenOf(first: bigint, last: bigint): string {
  if (first === last) return `${time(first, 3)} UTC`;
  return `${time(first)} to ${time(last)} UTC, ${duration(last - first)}`;
}

function describeEvent(report: Report, event: number): string {
  const row = report.data.events.rows[event]!;
  const text = report.textField === null ? null : report.field(report.textField, event);
  return [
    `${time(report.data.events.times[event]!, 3)} UTC`,
    `Row ${count(row + 1)}  ${canvasText(report.labelOf(row), LONGEST)}`,
    ...(text === null ? [] : [canvasText(text, LONGEST)]),
  ].join("\n");
}

function describeStep({ steps }: Lines, names: readonly string[], at: number): string {
  const { from, to, lane, events } = steps![at]!;
  const name = names[lane]!;
  return [
    ...(name === "" ? [] : [canvasText(name, LONGEST)]),
    counted(events, "event"),
    `${moment(from)} to ${moment(to)} UTC`,
  ].join("\n");
}

function describeSession({ name, logonId, host, first, last, events }: SessionBar): string {
  return [
    `Session ${canvasText(logonId, 40)}  ${canvasText(name, 60)}`,
    canvasText(host, 60),
    counted(events.length, "process", "processes"),
    `${moment(first)} to ${moment(last)} UTC`,
  ].join("\n");
}

function rowsTable(report: Report, { bars }: Lines, names: readonly string[], facet: Facet | null): ChartTable {
  return {
    columns: [
      "row",
      "program",
      ...(facet === null ? [] : [facet.title.toLowerCase()]),
      "events",
      "first",
      "last",
      "duration",
    ],
    rows: () =>
      [...bars]
        .sort((a, b) => a.row - b.row || a.lane - b.lane)
        .map(({ row, lane, events, first, last }) => [
          row + 1,
          report.labelOf(row),
          ...(facet === null ? [] : [names[lane]!]),
          events,
          moment(first),
          moment(last),
          duration(BigInt(Math.round((last - first) * 1000))),
        ]),
  };
}

function eventsTable(report: Report, { spots, steps }: Lines, names: readonly string[]): ChartTable {
  if (spots === null)
    return {
      columns: ["lane", "from", "to", "events"],
      rows: () => steps!.map(({ lane, from, to, events }) => [names[lane]!, moment(from), moment(to), events]),
    };
  const text = report.textField;
  return {
    columns: ["time", "row", text ?? "program"],
    rows: () =>
      [...spots]
        .sort((a, b) => a.at - b.at)
        .map(({ event, row, at }) => [
          moment(at),
          row + 1,
          (text === null ? report.labelOf(row) : report.field(text, event)) ?? "",
        ]),
  };
}
