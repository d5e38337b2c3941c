import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Chart } from "../../charts/chart.tsx";
import { filterField, filters, NO_FILTERS } from "../../state/filters.ts";
import { NARROW, useMedia } from "../../state/media.ts";
import type { Report } from "../../state/report.ts";
import { go } from "../../state/route.ts";
import { palette } from "../../state/theme.ts";
import { visibleShort } from "../../text/visible.ts";
import { count, counted } from "../../text/words.ts";
import { RowList } from "../map/row-list.tsx";
import { openRow } from "../rows/open.ts";
import type { View } from "../view.ts";
import { boxOption, chartHeight, draw, SESSION_WORDS, sessionColor } from "./box-option.ts";
import { outlyingRows, programsOf, type Program, type SessionKind } from "./boxes.ts";
import { measuresOf, samplesOf, USUAL, type Measure } from "./measures.ts";
import "./variability.css";

export const variabilityView: View = {
  id: "variability",
  title: "Variability",
  component: Variability,
  available: (data) => data.rows.length > 0 && measuresOf(data).length > 0,
};

/** What the reader last chose; kept while the page is open. */
const chosen = signal<readonly [first: string, second: string] | null>(null);
const filter = signal("");
const AT_FIRST = 20;
const MOST = 150;
const OUTLIERS = 12;

function Variability({ report }: { readonly report: Report }): VNode {
  const measures = useMemo(() => measuresOf(report.data), [report]);
  const [first, second] = (chosen.value ?? usual(measures)).map((name) =>
    measures.find((known) => known.name === name),
  );
  const [all, setAll] = useState(false);
  const shown = [first ?? measures[0]!, ...(second === undefined || second === first ? [] : [second])];
  const choose = (at: 0 | 1, name: string): void => {
    const now = [shown[0]!.name, shown[1]?.name ?? ""] as [string, string];
    now[at] = name;
    chosen.value = now;
  };
  return (
    <div class="variability">
      <div class="toolbar variability-toolbar no-print">
        <MeasureChoice label="Figure" measures={measures} value={shown[0]!.name} choose={(name) => choose(0, name)} />
        <MeasureChoice
          label="beside it"
          measures={measures}
          value={shown[1]?.name ?? ""}
          choose={(name) => choose(1, name)}
          none
        />
        <input
          type="search"
          aria-label="Programs with"
          placeholder="Programs with …"
          value={filter.value}
          onInput={({ currentTarget }) => (filter.value = currentTarget.value)}
        />
        <label class="check">
          <input type="checkbox" checked={all} onChange={({ currentTarget }) => setAll(currentTarget.checked)} />
          more than the first {AT_FIRST}
        </label>
      </div>
      <div class={`variability-figures ${shown.length > 1 ? "variability-two" : ""}`}>
        {shown.map((measure) => (
          <Figure key={measure.name} report={report} measure={measure} most={all ? MOST : AT_FIRST} />
        ))}
      </div>
    </div>
  );
}

/** The seed's two figures where they can be had; else the first two. */
function usual(measures: readonly Measure[]): readonly [string, string] {
  const names = measures.map(({ name }) => name);
  const [first, second] = [...USUAL.filter((name) => names.includes(name)), ...names];
  return [first ?? "", second === first ? "" : (second ?? "")];
}

interface ChoiceProperties {
  readonly label: string;
  readonly measures: readonly Measure[];
  readonly value: string;
  readonly choose: (name: string) => void;
  readonly none?: boolean;
}

function MeasureChoice({ label, measures, value, choose, none = false }: ChoiceProperties): VNode {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {none && <option value="">none</option>}
        {(["run", "events"] as const).map((from) => {
          const own = measures.filter((measure) => measure.from === from);
          return own.length === 0 ? null : (
            <optgroup key={from} label={from === "run" ? "clustered by" : "worked out in the page"}>
              {own.map(({ name }) => (
                <option key={name} value={name}>
                  {visibleShort(name, 60)}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
    </label>
  );
}

interface FigureProperties {
  readonly report: Report;
  readonly measure: Measure;
  readonly most: number;
}

function Figure({ report, measure, most }: FigureProperties): VNode {
  const samples = useMemo(() => samplesOf(report.data, measure), [report, measure]);
  const programs = useMemo(() => programsOf(samples), [samples]);
  const wanted = filter.value.trim().toLowerCase();
  const found = useMemo(() => programs.filter(({ name }) => name.toLowerCase().includes(wanted)), [programs, wanted]);
  const shown = useMemo(() => found.slice(0, most), [found, most]);
  const outlying = useMemo(() => outlyingRows(shown), [shown]);
  const narrow = useMedia(NARROW);
  const names = narrow ? 110 : 150;
  const title = `variability-${measure.name}`;
  return (
    <section class="panel variability-figure" aria-labelledby={title}>
      <h2 id={title}>
        {visibleShort(measure.name, 60)} by {samples.by === "" ? "event" : samples.by}
      </h2>
      <div class="panel-body">
        <p class="muted variability-doc">
          {visibleShort(measure.doc, 300)} {samples.said}
        </p>
        <Key programs={shown} />
        {shown.length === 0 ? (
          <p class="muted">No {samples.by} has that in its name.</p>
        ) : (
          <div class="variability-chart" style={{ "--chart-height": `${chartHeight(shown)}px` }}>
            <Chart
              key={narrow ? "narrow" : "wide"}
              label={`Box plots of ${measure.name}, one for each of ${counted(shown.length, samples.by || "kind")}.`}
              inputs={[shown, names]}
              option={(colours) => boxOption({ programs: shown, names }, colours)}
              onChart={(chart) => {
                chart.on("click", (item) => clicked(report, latest.get(measure.name) ?? [], item));
              }}
              onDrawn={() => latest.set(measure.name, shown)}
              table={tableOf(shown, samples.by)}
            />
          </div>
        )}
        {found.length > shown.length && (
          <p class="muted">
            The {count(shown.length)} with most events, of {count(found.length)}.
          </p>
        )}
        <h3>Furthest out</h3>
        {outlying.length === 0 ? (
          <p class="muted">Nothing lies outside the whiskers.</p>
        ) : (
          <RowList
            report={report}
            rows={outlying}
            most={OUTLIERS}
            label={`Rows furthest out by ${measure.name}`}
            selectable={false}
          />
        )}
      </div>
    </section>
  );
}

/** What each figure shows now: its chart's events name positions in it. */
const latest = new Map<string, readonly Program[]>();

function clicked(report: Report, programs: readonly Program[], item: unknown): void {
  const { seriesId, dataIndex } = item as { readonly seriesId?: string; readonly dataIndex: number };
  const { boxes, points } = draw(programs);
  if (seriesId === "outliers") openRow(points[dataIndex]!.outlier.row);
  else if (seriesId === "boxes" && report.hasField("process.name")) {
    filters.value = NO_FILTERS;
    filterField("process.name", boxes[dataIndex]!.program.name);
    go("rows");
  }
}

function Key({ programs }: { readonly programs: readonly Program[] }): VNode | null {
  const kinds = (["system", "other", "all"] as const).filter((kind) =>
    programs.some(({ boxes }) => boxes.some((box) => box.kind === kind)),
  );
  if (kinds.length === 1 && kinds[0] === "all") return null;
  return (
    <ul class="variability-key">
      {kinds.map((kind) => (
        <li key={kind}>
          <span style={{ "--key": sessionColor(palette.value, kind) }} />
          {kind === "all" ? "session not recorded" : SESSION_WORDS[kind]}
        </li>
      ))}
      <li class="muted">box: middle half, line: median, whiskers: up to 1.5 boxes, rings: beyond</li>
    </ul>
  );
}

const TABLE_KINDS: Readonly<Record<SessionKind, string>> = { system: "system", other: "other", all: "" };

function tableOf(programs: readonly Program[], by: string): Parameters<typeof Chart>[0]["table"] & object {
  return {
    columns: [by, "session", "events", "smallest", "lower quartile", "median", "upper quartile", "largest", "outliers"],
    rows: () =>
      programs.flatMap(({ name, boxes }) =>
        boxes.map((box) => [
          name,
          TABLE_KINDS[box.kind],
          box.events,
          box.smallest,
          box.lowerQuartile,
          box.median,
          box.upperQuartile,
          box.largest,
          box.outliers.reduce((sum, { events }) => sum + events, 0),
        ]),
      ),
  };
}
