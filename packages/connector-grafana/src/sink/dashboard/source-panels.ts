import type { RunResult } from "@winnow/core";
import type { DataSourceChoice } from "../../service/data-sources.ts";
import { member, textOf } from "../../service/json.ts";
import type { GrafanaDashboardOptions } from "./options.ts";

/** The log that events came from. */
export interface LogSource {
  readonly dataSource: DataSourceChoice;
  /** LogQL for log lines. */
  readonly query: string;
}

/**
 * Where the events came from, if that was a query of log lines through Grafana: then the dashboard can show the log
 * itself. `undefined` where it was something else, or another Grafana, or where nobody says which data source it was:
 * what a profile takes from the environment does not stand in the manifest.
 */
export function logSource(result: RunResult, options: GrafanaDashboardOptions): LogSource | undefined {
  const source = member(result.manifest.profile.document, "source");
  if (textOf(source, "use") !== "grafana") return undefined;
  const given = member(source, "with");
  const query = textOf(given, "query").trim();
  if (!query.startsWith("{")) return undefined;
  if (options.dataSource !== undefined) return { dataSource: options.dataSource, query };
  const dataSource = writtenOut(member(given, "dataSource"));
  return dataSource === undefined || !isSameService(textOf(given, "url"), options.url)
    ? undefined
    : { dataSource, query };
}

function writtenOut(chosen: unknown): DataSourceChoice | undefined {
  const uid = typeof chosen === "string" ? chosen : textOf(chosen, "uid");
  if (uid === "" || uid.includes("${env:")) return undefined;
  return typeof chosen === "string" ? chosen : { uid, type: textOf(chosen, "type") || undefined };
}

function isSameService(given: string, url: string): boolean {
  return given.includes("${env:") || (URL.canParse(given) && new URL(given).host === new URL(url).host);
}

/** How many lines there were over time. */
export function countQuery(query: string): string {
  return `sum(count_over_time(${query} [$__interval]))`;
}
