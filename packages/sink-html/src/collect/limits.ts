/** How much of a run the page holds. The page states what is omitted. */
export interface ReportLimits {
  /** Runs of at most this many clustered events are held completely. */
  readonly all: number;
  /** Of larger runs, this many events of every row, plus those that are shown. */
  readonly perRow: number;
  /** Most events held of a larger run, all rows together: many rows get fewer events each. */
  readonly most: number;
  /** Most groups held; of a run with more, groups are merged that neither clusters nor rare values distinguish. */
  readonly groups: number;
}

export const DEFAULT_LIMITS: ReportLimits = { all: 20_000, perRow: 20, most: 40_000, groups: 60_000 };
