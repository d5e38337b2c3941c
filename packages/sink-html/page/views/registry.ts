import { compareView } from "./compare/compare.tsx";
import { logonsView } from "./logons/logons.tsx";
import { mapView } from "./map/map.tsx";
import { overviewView } from "./overview/overview.tsx";
import { processesView } from "./processes/processes.tsx";
import { rowsView } from "./rows/rows.tsx";
import { timelinesView } from "./timelines/timelines.tsx";
import { tuneView } from "./tune/tune.tsx";
import { variabilityView } from "./variability/variability.tsx";
import type { View } from "./view.ts";

/** The report's views, in the order of the navigation. */
export const VIEWS: readonly View[] = [
  overviewView,
  rowsView,
  mapView,
  tuneView,
  timelinesView,
  variabilityView,
  processesView,
  logonsView,
  compareView,
];
