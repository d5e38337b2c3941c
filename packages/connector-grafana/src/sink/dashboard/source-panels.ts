import type { RunResult } from "@winnow/core";
import { member, textOf } from "../../service/json.ts";

/** A Loki of this very Grafana that the events came from. */
export interface LokiSource {
  /** Name or uid, as the profile says it. */
  readonly dataSource: string;
  /** Uid, where the profile says it; else it is to be looked up. */
  readonly uid: string | undefined;
  readonly query: string;
}

/**
 * Where the events came from, if that was a query of log lines through the same Grafana: then the dashboard can show
 * the log itself.
 */
export function lokiSource(result: RunResult, url: string): LokiSource | undefined {
  const source = member(result.manifest.profile.document, "source");
  if (textOf(source, "use") !== "grafana") return undefined;
  const options = member(source, "with");
  const query = textOf(options, "query").trim();
  if (!query.startsWith("{") || !isSameService(textOf(options, "url"), url)) return undefined;
  const chosen = member(options, "dataSource");
  const uid = textOf(chosen, "uid");
  const dataSource = typeof chosen === "string" ? chosen : uid;
  return dataSource === "" ? undefined : { dataSource, uid: uid === "" ? undefined : uid, query };
}

function isSameService(given: string, url: string): boolean {
  // As the profile has it from the environment, it may not be written out in the manifest.
  return !URL.canParse(given) || new URL(given).host === new URL(url).host;
}

/** How many lines there were over time. */
export function countQuery(query: string): string {
  return `sum(count_over_time(${query} [$__interval]))`;
}
