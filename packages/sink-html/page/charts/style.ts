import type { Palette } from "../state/theme.ts";
import type { ChartOption } from "./library.ts";

export const CHART_FONT = 'system-ui, -apple-system, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif';

/** What all charts have in common; a chart's own option is laid over it. */
export function baseOption({ ink, raised, line, series }: Palette): ChartOption {
  return {
    animation: false,
    backgroundColor: "transparent",
    color: [...series],
    textStyle: { fontFamily: CHART_FONT, color: ink, fontSize: 12 },
    tooltip: tooltipStyle({ ink, raised, line }),
  };
}

/** Tooltips are drawn on the canvas: no text of a log ever becomes HTML. */
export function tooltipStyle({ ink, raised, line }: Pick<Palette, "ink" | "raised" | "line">): object {
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: raised,
    borderColor: line,
    borderWidth: 1,
    padding: [6, 9],
    textStyle: { color: ink, fontFamily: CHART_FONT, fontSize: 12, lineHeight: 17 },
    transitionDuration: 0,
  };
}

/** Colours of an axis. */
export function axisStyle({ muted, line }: Pick<Palette, "muted" | "line">): object {
  return {
    nameTextStyle: { color: muted },
    axisLabel: { color: muted, hideOverlap: true },
    axisLine: { onZero: false, lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line, opacity: 0.6 } },
    minorSplitLine: { show: false },
  };
}

/** The sliders of zoomable axes. */
export function zoomStyle({
  accent,
  muted,
  line,
  raised,
}: Pick<Palette, "accent" | "muted" | "line" | "raised">): object {
  return {
    borderColor: line,
    backgroundColor: raised,
    fillerColor: `${accent}2e`,
    handleStyle: { color: raised, borderColor: accent },
    moveHandleStyle: { color: accent, opacity: 0.5 },
    dataBackground: { lineStyle: { color: line }, areaStyle: { color: line } },
    selectedDataBackground: { lineStyle: { color: accent }, areaStyle: { color: accent, opacity: 0.25 } },
    textStyle: { color: muted },
  };
}

/** The colour of a cluster: in turn, so that neighbours by number differ. */
export function clusterColor({ series, noise }: Pick<Palette, "series" | "noise">, cluster: number): string {
  return cluster < 0 ? noise : series[cluster % series.length]!;
}
