/** Types of columns, as a stream's declaration names them. */
export type ColumnType = "datetime" | "string" | "int" | "long" | "dynamic";

/** The columns of the table that rows are written to, in its order. */
export type ColumnName =
  | "TimeGenerated"
  | "RunId"
  | "RowId"
  | "Profile"
  | "Rank"
  | "ClusterId"
  | "ClusterSize"
  | "FirstEventTime"
  | "LastEventTime"
  | "Reasons"
  | "Exemplar"
  | "Kept"
  | "Features"
  | "Folded"
  | "Cut";

export interface TableColumn {
  readonly name: ColumnName;
  readonly type: ColumnType;
  readonly description: string;
}

/** Every column once, in the table's order: the compiler holds this list and {@link ColumnName} together. */
const DESCRIBED: Readonly<Record<ColumnName, readonly [type: ColumnType, description: string]>> = {
  TimeGenerated: ["datetime", "When the row was written"],
  RunId: ["string", "Which result: equal for equal results of one profile"],
  RowId: ["string", "Key of the row in its result, as in assignments.csv"],
  Profile: ["string", "Name of the profile"],
  Rank: ["int", "Reading position, 1 first"],
  ClusterId: ["int", "Number of the cluster, -1 for noise"],
  ClusterSize: ["long", "Events in the row"],
  FirstEventTime: ["datetime", "Time of the row's first event"],
  LastEventTime: ["datetime", "Time of the row's last event"],
  Reasons: ["dynamic", "Why the row stands where it stands: a list of sentences"],
  Exemplar: ["dynamic", "The event that stands for the row, with all its own columns"],
  Kept: ["dynamic", "The exemplar's kept fields"],
  Features: ["dynamic", "The exemplar's features"],
  Folded: ["dynamic", "Rare events within the row, each with what is rare in it"],
  Cut: ["dynamic", "Columns too long for the service: their bytes before they were cut"],
};

/** The one list of columns: rows are made by it, and so are the table and the rule that `table-schema` prints. */
export const COLUMNS: readonly TableColumn[] = (Object.keys(DESCRIBED) as ColumnName[]).map((name) => ({
  name,
  type: DESCRIBED[name][0],
  description: DESCRIBED[name][1],
}));

/** A row as it is sent. Values that are missing are null. */
export type TableRow = Readonly<Record<ColumnName, unknown>>;

/** The table that is meant where nobody names another. Custom tables end in `_CL`. */
export const DEFAULT_TABLE = "Winnow_CL";

/** The stream of a rule that takes rows for a table in. */
export function streamOf(table: string): string {
  return `Custom-${table}`;
}
