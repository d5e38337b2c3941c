import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ReportData } from "../../../src/data/report-data.ts";
import type { Report } from "../../state/report.ts";
import { searchRows } from "../../state/search.ts";
import { useShortcuts } from "../../state/shortcuts.ts";
import { count, counted } from "../../text/words.ts";
import type { View } from "../view.ts";
import { Card } from "./card.tsx";
import { CrosstabTable } from "./crosstab-table.tsx";
import "./logons.css";

export const logonsView: View = { id: "logons", title: "Logons", component: Logons, available: hasLogons };

/** Whether the run's events are logons: Windows numbers their types; elsewhere they have an outcome, and no command. */
function hasLogons({ events: { fields }, rows }: ReportData): boolean {
  if (rows.length === 0) return false;
  if (Object.hasOwn(fields, "winlog.logon.type")) return true;
  return (
    Object.hasOwn(fields, "user.name") &&
    Object.hasOwn(fields, "event.outcome") &&
    !Object.hasOwn(fields, "process.command_line")
  );
}

const search = signal("");
const eachEvent = signal(false);
const AT_FIRST = 24;
const MORE = 100;
const SEARCH = "logons-search";

function Logons({ report }: { readonly report: Report }): VNode {
  const [most, setMost] = useState(AT_FIRST);
  const cards = useMemo(() => cardsOf(report, search.value, eachEvent.value), [report, search.value, eachEvent.value]);
  useShortcuts(useMemo(() => [{ keys: ["/"], does: "search the logons", run: focusSearch }], []));
  return (
    <div class="logons">
      <CrosstabTable report={report} />
      <section class="logons-cards" aria-labelledby="logons-cards-title">
        <div class="logons-bar">
          <h2 id="logons-cards-title">Logons in words</h2>
          <input
            id={SEARCH}
            class="no-print"
            type="search"
            aria-label="Search the logons"
            placeholder="Search ( / )"
            value={search.value}
            onInput={({ currentTarget }) => (search.value = currentTarget.value)}
          />
          <label class="no-print">
            One card for each{" "}
            <select
              value={eachEvent.value ? "event" : "row"}
              onChange={({ currentTarget }) => (eachEvent.value = currentTarget.value === "event")}
            >
              <option value="row">row, its exemplar</option>
              <option value="event">event held</option>
            </select>
          </label>
          <span class="muted" role="status">
            {counted(cards.length, eachEvent.value ? "event" : "row")}
            {eachEvent.value && !report.data.events.complete && ` of ${count(report.data.ledger.clustered)}`}
          </span>
        </div>
        <ul class="logons-list">
          {cards.slice(0, most).map(({ event, row }) => (
            <Card key={event} report={report} event={event} row={row} ofRow={!eachEvent.value} />
          ))}
        </ul>
        {cards.length === 0 && <p class="muted">No logon has that.</p>}
        {cards.length > most && (
          <button type="button" class="no-print" onClick={() => setMost(most + MORE)}>
            Show {count(Math.min(MORE, cards.length - most))} more
          </button>
        )}
      </section>
    </div>
  );
}

function focusSearch(): void {
  const input = document.getElementById(SEARCH);
  if (input instanceof HTMLInputElement) input.select();
}

/** In reading order; the events of a row by time. */
function cardsOf(
  report: Report,
  query: string,
  each: boolean,
): readonly { readonly event: number; readonly row: number }[] {
  const found = query.trim() === "" ? null : searchRows(report, query);
  return report.data.rows.flatMap(({ exemplar, events }, row) => {
    if (found !== null && found[row] === 0) return [];
    return each ? Array.from(events, (event) => ({ event, row })) : [{ event: exemplar, row }];
  });
}
