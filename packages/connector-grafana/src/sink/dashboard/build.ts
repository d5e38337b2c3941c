import { PanelBuilder as AnnotationListBuilder } from "@grafana/grafana-foundation-sdk/annotationslist";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type GridPos,
  type Panel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsBuilder } from "@grafana/grafana-foundation-sdk/logs";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/loki";
import { PanelBuilder as TextBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { RunResult } from "@winnow/core";
import { profileTag, WINNOW_TAG } from "../identity.ts";
import { rowActivity } from "./activity.ts";
import type { GrafanaDashboardOptions } from "./options.ts";
import { countQuery } from "./source-panels.ts";
import { activityHtml, rowsHtml, summaryHtml } from "./tables.ts";

/** What makes a panel, whatever its kind. */
interface PanelBuilder extends Builder<Panel> {
  id(id: number): PanelBuilder;
}

/** A Loki whose lines the dashboard shows. */
export interface ShownLoki {
  readonly uid: string;
  readonly query: string;
}

const DEFAULT_ROWS = 50;
/** Annotations in the list of the dashboard. */
const LISTED = 100;
/** The data source of Grafana itself: annotations are asked of it. */
const GRAFANA = { type: "grafana", uid: "-- Grafana --" };

/**
 * The dashboard of a result. Its tables are written into it, as Grafana has no data source that holds them; annotations
 * come from Grafana, and the log from Loki where it is there.
 */
export async function buildDashboard(
  result: RunResult,
  uid: string,
  options: GrafanaDashboardOptions,
  loki: ShownLoki | undefined,
): Promise<Dashboard> {
  const { name } = result.profile;
  const builder = new DashboardBuilder(options.title ?? `Winnow: ${name}`)
    .uid(uid)
    .description(`Written by Winnow; the next run of the profile ${name} writes it anew.`)
    .tags([WINNOW_TAG, profileTag(name)])
    .timezone("utc")
    .time(timeRange(result));
  builder.annotation(marks(name));
  if (options.reportUrl !== undefined) builder.link(reportLink(options.reportUrl));
  for (const [i, panel] of (await panels(result, options, loki)).entries()) builder.withPanel(panel.id(i + 1));
  return builder.build();
}

const SECOND = 1_000_000n;

/** All of the result, and a day where it has no times. */
function timeRange({ rows }: RunResult): { readonly from: string; readonly to: string } {
  const firsts = rows.flatMap(({ firstTime }) => (firstTime === null ? [] : [firstTime]));
  const lasts = rows.flatMap(({ lastTime }) => (lastTime === null ? [] : [lastTime]));
  if (firsts.length === 0) return { from: "now-24h", to: "now" };
  const from = firsts.reduce((a, b) => (b < a ? b : a));
  const to = lasts.reduce((a, b) => (b > a ? b : a));
  return { from: isoText(from), to: isoText(to + SECOND) };
}

function isoText(time: bigint): string {
  return new Date(Number(time / 1000n)).toISOString();
}

/** The annotations of the profile, over every panel that shows time. */
function marks(profile: string): Builder<AnnotationQuery> {
  const byTags = { type: "tags", tags: [WINNOW_TAG, profileTag(profile)], matchAny: false, limit: LISTED };
  return new AnnotationQueryBuilder()
    .name("Winnow")
    .datasource(GRAFANA)
    .enable(true)
    .iconColor("orange")
    .target(asQuery(byTags));
}

/** The builders want queries as builders, and this kind has none. */
function asQuery(query: object): Builder<Dataquery> {
  return { build: () => query as Dataquery };
}

function reportLink(url: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder("Report").type(DashboardLinkType.Link).url(url).icon("doc").targetBlank(true);
}

const WIDTH = 24;

async function panels(
  result: RunResult,
  { rows = DEFAULT_ROWS, reportUrl }: GrafanaDashboardOptions,
  loki: ShownLoki | undefined,
): Promise<readonly PanelBuilder[]> {
  const series = await rowActivity(result, rows);
  return [
    textPanel("Run", summaryHtml(result, reportUrl), { x: 0, y: 0, w: 12, h: 8 }),
    annotationList(result.profile.name, { x: 12, y: 0, w: 12, h: 8 }),
    ...(loki === undefined ? [] : [countPanel(loki, { x: 0, y: 8, w: WIDTH, h: 8 })]),
    ...(series.length === 0
      ? []
      : [textPanel("Rows over time", activityHtml(result, series), { x: 0, y: 16, w: WIDTH, h: 12 })]),
    textPanel("Rows, those to read first at the top", rowsHtml(result, rows), { x: 0, y: 28, w: WIDTH, h: 16 }),
    ...(loki === undefined ? [] : [logPanel(loki, { x: 0, y: 44, w: WIDTH, h: 12 })]),
  ];
}

function textPanel(title: string, html: string, place: GridPos): PanelBuilder {
  return new TextBuilder().title(title).mode(TextMode.HTML).content(html).gridPos(place);
}

function annotationList(profile: string, place: GridPos): PanelBuilder {
  return new AnnotationListBuilder()
    .title("Marked in Grafana")
    .description("Written by the sink grafana-annotations; empty without it.")
    .tags([WINNOW_TAG, profileTag(profile)])
    .onlyFromThisDashboard(false)
    .onlyInTimeRange(true)
    .limit(LISTED)
    .showUser(false)
    .showTime(true)
    .showTags(false)
    .gridPos(place);
}

function countPanel({ uid, query }: ShownLoki, place: GridPos): PanelBuilder {
  const target = new DataqueryBuilder().refId("A").expr(countQuery(query)).queryType("range").legendFormat("events");
  return new TimeSeriesBuilder()
    .title("Events over time, with Winnow's rows marked")
    .datasource({ type: "loki", uid })
    .withTarget(target)
    .gridPos(place);
}

function logPanel({ uid, query }: ShownLoki, place: GridPos): PanelBuilder {
  const target = new DataqueryBuilder().refId("A").expr(query).queryType("range");
  return new LogsBuilder()
    .title("Log")
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .datasource({ type: "loki", uid })
    .withTarget(target)
    .gridPos(place);
}
