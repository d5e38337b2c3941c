import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { ReportRange } from "../../../../src/data/report-data.ts";
import type { Report } from "../../../state/report.ts";
import { visible } from "../../../text/visible.ts";
import { count, counted, duration, time } from "../../../text/words.ts";

const BINS = 120;
const HEIGHT = 44;

/** The row's events over the time of the whole run, drawn as a strip of bars; the logarithm keeps single events visible. */
export function Strip({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { range, marks } = report.data;
  const bins = useMemo(() => binsOf(report, row), [report, row]);
  if (range === null) return <p class="muted">The source has no time.</p>;
  const span = Number(range.last - range.first);
  const place = (at: bigint): number => (span === 0 ? 0.5 : Number(at - range.first) / span) * BINS;
  const top = Math.max(1, ...bins.counts);
  const inRange = marks.filter(({ time: at }) => at >= range.first && at <= range.last);
  return (
    <figure class="strip">
      <svg viewBox={`0 0 ${BINS} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={sayWhen(report, row)}>
        {Array.from(bins.counts, (events, bin) => {
          const height = events === 0 ? 0 : (HEIGHT - 4) * (0.25 + (0.75 * Math.log1p(events)) / Math.log1p(top));
          return height === 0 ? null : (
            <rect key={bin} x={bin + 0.1} width={0.8} y={HEIGHT - height} height={height} class="strip-bar">
              <title>{counted(events, "event")}</title>
            </rect>
          );
        })}
        {inRange.map(({ time: at, label }, i) => (
          <line key={i} x1={place(at)} x2={place(at)} y1={0} y2={HEIGHT} class="strip-mark">
            <title>{`${visible(label)}, ${time(at)}`}</title>
          </line>
        ))}
      </svg>
      <figcaption>
        <span>{time(range.first)}</span>
        <span class="muted">
          {span > 0 && `each bar ${duration(BigInt(Math.ceil(span / BINS)))}`}
          {bins.held < bins.all && `, by ${count(bins.held)} of ${counted(bins.all, "event")}`}
        </span>
        <span>{time(range.last)} UTC</span>
      </figcaption>
    </figure>
  );
}

function sayWhen(report: Report, row: number): string {
  const { firstTime, lastTime, size } = report.row(row);
  return `${counted(size, "event")} between ${time(firstTime)} and ${time(lastTime)} UTC`;
}

interface Bins {
  readonly counts: Float64Array;
  readonly held: number;
  readonly all: number;
}

/** By the events themselves where the page holds all of the row, else by the activity of its groups. */
function binsOf(report: Report, row: number): Bins {
  const { range, activity, events } = report.data;
  const { events: held, size, groups } = report.row(row);
  const counts = new Float64Array(BINS);
  if (range === null) return { counts, held: 0, all: size };
  const span = range.last - range.first + 1n;
  const binOf = (at: bigint): number =>
    Math.max(0, Math.min(BINS - 1, Number(((at - range.first) * BigInt(BINS)) / span)));
  if (held.length === size || activity === null) {
    const inside = held.filter((event) => isInside(range, events.times[event]!));
    for (const event of inside) counts[binOf(events.times[event]!)]!++;
    return { counts, held: inside.length, all: size };
  }
  const own = new Set(groups);
  activity.groups.forEach((group, i) => {
    if (!own.has(group)) return;
    const middle = activity.start + BigInt(activity.steps[i]!) * activity.width + activity.width / 2n;
    counts[binOf(middle)]! += activity.counts[i]!;
  });
  return { counts, held: size, all: size };
}

function isInside({ first, last }: ReportRange, at: bigint): boolean {
  return at >= first && at <= last;
}
