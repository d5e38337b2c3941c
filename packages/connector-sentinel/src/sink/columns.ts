/** Types of columns, as a stream's declaration names them. */
export type ColumnType = "datetime" | "string" | "int" | "long" | "dynamic";

/** A column of the table that rows are written to. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
}

/** The one list of columns: rows are made by it, and so are the table and the rule that `table-schema` prints. */
export const COLUMNS = [
  { name: "TimeGenerated", type: "datetime", description: "When the row was written" },
  { name: "RunId", type: "string", description: "Which result: equal for equal results of one profile" },
  { name: "RowId", type: "string", description: "Key of the row in its result, as in assignments.csv" },
  { name: "Profile", type: "string", description: "Name of the profile" },
  { name: "Rank", type: "int", description: "Reading position, 1 first" },
  { name: "ClusterId", type: "int", description: "Number of the cluster, -1 for noise" },
  { name: "ClusterSize", type: "long", description: "Events in the row" },
  { name: "FirstEventTime", type: "datetime", description: "Time of the row's first event" },
  { name: "LastEventTime", type: "datetime", description: "Time of the row's last event" },
  { name: "Reasons", type: "dynamic", description: "Why the row stands where it stands: a list of sentences" },
  { name: "Exemplar", type: "dynamic", description: "The event that stands for the row, with all its own columns" },
  { name: "Kept", type: "dynamic", description: "The exemplar's kept fields" },
  { name: "Features", type: "dynamic", description: "The exemplar's features" },
  { name: "Folded", type: "dynamic", description: "Rare events within the row, each with what is rare in it" },
  { name: "Cut", type: "dynamic", description: "Columns too long for the service: their bytes before they were cut" },
] as const satisfies readonly TableColumn[];

export type ColumnName = (typeof COLUMNS)[number]["name"];

/** A row as it is sent. Values that are missing are null. */
export type TableRow = Readonly<Record<ColumnName, unknown>>;

/** The table that is meant where nobody names another. Custom tables end in `_CL`. */
export const DEFAULT_TABLE = "Winnow_CL";

/** The stream of a rule that takes rows for a table in. */
export function streamOf(table: string): string {
  return `Custom-${table}`;
}
