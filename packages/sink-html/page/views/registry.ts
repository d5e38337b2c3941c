import { compareView } from "./compare/compare.tsx";
import { mapView } from "./map/map.tsx";
import { overviewView } from "./overview/overview.tsx";
import { rowsView } from "./rows/rows.tsx";
import { tuneView } from "./tune/tune.tsx";
import type { View } from "./view.ts";

/** The report's views, in the order of the navigation. */
export const VIEWS: readonly View[] = [overviewView, rowsView, mapView, tuneView, compareView];
