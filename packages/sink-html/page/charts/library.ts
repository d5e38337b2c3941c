import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import {
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import type {
  BrushComponentOption,
  DataZoomComponentOption,
  GridComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import { init, use } from "echarts/core";
import type { ComposeOption, EChartsType } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { keepTextsFromBeingNames } from "./text-cache.ts";

/** What the report draws with: what is not named here is not in the page. */
export type ChartOption = ComposeOption<
  | BrushComponentOption
  | CustomSeriesOption
  | DataZoomComponentOption
  | GridComponentOption
  | LineSeriesOption
  | MarkLineComponentOption
  | ScatterSeriesOption
  | TooltipComponentOption
>;

export type ChartInstance = EChartsType;

let ready = false;

/** Makes a chart in an element. */
export function startChart(element: HTMLElement): ChartInstance {
  if (!ready) {
    use([
      BrushComponent,
      CanvasRenderer,
      CustomChart,
      DataZoomComponent,
      GridComponent,
      LabelLayout,
      LineChart,
      MarkLineComponent,
      ScatterChart,
      TooltipComponent,
    ]);
    keepTextsFromBeingNames();
    ready = true;
  }
  return init(element, null, { renderer: "canvas" });
}
