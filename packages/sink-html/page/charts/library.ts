import { BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import type {
  BarSeriesOption,
  BoxplotSeriesOption,
  CustomSeriesOption,
  HeatmapSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from "echarts/charts";
import {
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import type {
  BrushComponentOption,
  DataZoomComponentOption,
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from "echarts/components";
import { init, use } from "echarts/core";
import type { ComposeOption, EChartsType } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

/** What the report draws with: what is not named here is not in the page. */
export type ChartOption = ComposeOption<
  | BarSeriesOption
  | BoxplotSeriesOption
  | BrushComponentOption
  | CustomSeriesOption
  | DataZoomComponentOption
  | GridComponentOption
  | HeatmapSeriesOption
  | LegendComponentOption
  | LineSeriesOption
  | MarkLineComponentOption
  | ScatterSeriesOption
  | TooltipComponentOption
  | VisualMapComponentOption
>;

export type ChartInstance = EChartsType;

let ready = false;

/** Makes a chart in an element. */
export function startChart(element: HTMLElement): ChartInstance {
  if (!ready) {
    use([
      BarChart,
      BoxplotChart,
      BrushComponent,
      CanvasRenderer,
      CustomChart,
      DataZoomComponent,
      GridComponent,
      HeatmapChart,
      LabelLayout,
      LegendComponent,
      LineChart,
      MarkLineComponent,
      ScatterChart,
      TooltipComponent,
      VisualMapComponent,
    ]);
    ready = true;
  }
  return init(element, null, { renderer: "canvas" });
}
