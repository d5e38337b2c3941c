import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { palette, type Palette } from "../state/theme.ts";
import { Text } from "../text/text.tsx";
import { count } from "../text/words.ts";
import "./chart.css";
import { startChart, type ChartInstance, type ChartOption } from "./library.ts";
import { baseOption } from "./style.ts";

/** What a chart shows, for those who cannot see it, and for those who want the numbers. */
export interface ChartTable {
  readonly columns: readonly string[];
  /** Asked for when it is opened. */
  readonly rows: () => readonly (readonly (string | number)[])[];
}

interface ChartProperties {
  /** Laid over what all charts have in common. Series are replaced as a whole; zoom and the like stay. */
  readonly option: (palette: Palette) => ChartOption;
  /** `option` is asked for again when one of these is another. */
  readonly inputs: readonly unknown[];
  /** What is to be seen, in a sentence. No text from logs. */
  readonly label: string;
  readonly class?: string;
  /** Called once, for events and links to other charts; what it returns is called when the chart goes. */
  readonly onChart?: (chart: ChartInstance) => (() => void) | void;
  /** After the option was set and drawn. */
  readonly onDrawn?: () => void;
  readonly table?: ChartTable;
}

const REPLACED = ["series"];

/** A chart that follows its element's size and the theme. */
export function Chart({ option, inputs, label, class: name, onChart, onDrawn, table }: ChartProperties): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ChartInstance | null>(null);
  const colours = palette.value;

  useLayoutEffect(() => {
    const made = startChart(place.current!);
    chart.current = made;
    const leave = onChart?.(made);
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      if (typeof leave === "function") leave();
      made.dispose();
      chart.current = null;
    };
    // `onChart` is for the chart's lifetime: a new function does not make a new chart.
  }, []);

  // At once, not after the next frame: a page that goes to paper is drawn no more.
  useLayoutEffect(() => {
    chart.current!.setOption({ ...baseOption(colours), ...option(colours) }, { replaceMerge: REPLACED });
    onDrawn?.();
  }, [colours, ...inputs]);

  return (
    <figure class={`chart ${name ?? ""}`}>
      <div ref={place} class="chart-canvas" role="img" aria-label={label} />
      {table !== undefined && <AsTable {...table} />}
    </figure>
  );
}

/** Beyond these a table is no help; views offer lists and exports for that. */
const MOST_ROWS = 200;

function AsTable({ columns, rows }: ChartTable): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a table</summary>
      {open && <Cells columns={columns} rows={rows()} />}
    </details>
  );
}

function Cells({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: ReturnType<ChartTable["rows"]>;
}): VNode {
  return (
    <div class="chart-table-scroll" tabIndex={0} role="region" aria-label="Table of the chart">
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                <Text value={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, at) => (
                <td key={at} class={typeof cell === "number" ? "number" : ""}>
                  {typeof cell === "number" ? cell.toLocaleString("en-US") : <Text value={cell} most={300} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p class="muted">
          The first {count(MOST_ROWS)} of {count(rows.length)}.
        </p>
      )}
    </div>
  );
}
