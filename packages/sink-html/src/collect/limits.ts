/** How much of a run the page holds. What goes beyond is left out, and the page says so. */
export interface ReportLimits {
  /** Runs of at most this many clustered events are held whole. */
  readonly all: number;
  /** Of larger ones, this many events of every row, besides those that are shown. */
  readonly perRow: number;
  /** Events held of larger runs, all rows together: where there are many rows, fewer of each. */
  readonly most: number;
  /** Groups held; where a run has more, those are merged that neither clusters nor rare values tell apart. */
  readonly groups: number;
}

export const DEFAULT_LIMITS: ReportLimits = { all: 20_000, perRow: 20, most: 40_000, groups: 60_000 };
