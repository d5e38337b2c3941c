import type { VNode } from "preact";
import type { ReportMark } from "../../../src/data/report-data.ts";
import type { Facet } from "../../state/facets.ts";
import { Text } from "../../text/text.tsx";
import { duration, time } from "../../text/words.ts";
import type { Domain } from "./domain.ts";
import type { TimeLink } from "./link.ts";
import { toMs } from "./model.ts";
import { shareOf, stretchOf } from "./stretch.ts";

interface ToolbarProperties {
  readonly facets: readonly Facet[];
  readonly facet: Facet | null;
  readonly group: (id: Facet["id"] | null) => void;
  readonly link: TimeLink;
  readonly domain: Domain;
  readonly marks: readonly ReportMark[];
}

/** Further marks are reached by key. */
const MOST_MARKS = 4;

export function Toolbar({ facets, facet, group, link, domain, marks }: ToolbarProperties): VNode {
  return (
    <div class="toolbar timelines-toolbar no-print">
      <label>
        Group by{" "}
        <select
          value={facet?.id ?? ""}
          onChange={({ currentTarget }) => group((currentTarget.value || null) as Facet["id"] | null)}
        >
          <option value="">nothing</option>
          {facets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title.toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      <span class="group" role="group" aria-label="Zoom">
        <button type="button" onClick={() => link.move(-0.5)} aria-label="Earlier" title="Earlier (←)">
          ←
        </button>
        <button type="button" onClick={() => link.zoom(0.5)} aria-label="Zoom out" title="Zoom out (-)">
          −
        </button>
        <button type="button" onClick={() => link.zoom(2)} aria-label="Zoom in" title="Zoom in (+)">
          +
        </button>
        <button type="button" onClick={() => link.move(0.5)} aria-label="Later" title="Later (→)">
          →
        </button>
        <button type="button" onClick={() => link.showAll()} title="Show all of the time (0)">
          All
        </button>
      </span>
      {marks.length > 0 && (
        <span class="group" role="group" aria-label="The time around a mark">
          {marks.slice(0, MOST_MARKS).map(({ label, time: at }, i) => (
            <button
              key={i}
              type="button"
              class="timelines-mark"
              title={`Show the time around this mark, ${time(at)} UTC (m)`}
              onClick={() => link.around(shareOf(domain, toMs(at)))}
            >
              <Text value={label} most={24} />
            </button>
          ))}
        </span>
      )}
      <InViewText link={link} domain={domain} />
      <span class="muted timelines-hint">A drag moves, Ctrl and wheel zoom: all timelines follow.</span>
    </div>
  );
}

function InViewText({ link, domain }: Pick<ToolbarProperties, "link" | "domain">): VNode {
  const { from, to } = stretchOf(domain, link.part.value);
  const [first, last] = [micro(from), micro(to)];
  const decimals = to - from < 10_000 ? 3 : 0;
  return (
    <span class="timelines-in-view" role="status">
      {time(first, decimals)} to {time(last, decimals).slice(sameDay(first, last) ? 11 : 0)} UTC{" "}
      <span class="muted">({duration(last - first)})</span>
    </span>
  );
}

function micro(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds * 1000));
}

function sameDay(a: bigint, b: bigint): boolean {
  return time(a).slice(0, 10) === time(b).slice(0, 10);
}
