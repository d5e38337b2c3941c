import type { ComponentType } from "preact";
import type { ReportData } from "../../src/data/report-data.ts";
import type { Report } from "../state/report.ts";

/** One page of the report. Its component is made when the reader first opens it: work belongs there, not at import. */
export interface View {
  /** In the address: lower case. */
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType<{ readonly report: Report }>;
  /** Whether there is anything to show; a view that says no is left out of the navigation. */
  readonly available: (data: ReportData) => boolean;
}
