import type { ExpressionInput } from "./expressions.ts";
import type { EventKind } from "./events.ts";

/** How a time is written in a source. `auto` reads ISO 8601 and its kin, and epoch numbers by their magnitude. */
export type TimeFormat = "auto" | "iso" | "epoch-s" | "epoch-ms" | "epoch-us" | "epoch-ns";

/**
 * Where a field's values come from: a column's name, an expression whose leaves are column names, or several of
 * these, of which the first that the source's columns allow is taken. The time's source is a column or several.
 */
export type FieldSource = ExpressionInput | readonly ExpressionInput[];

/** For one log schema: field → source column or expression. Bound once, in the plan; no row is rewritten. */
export interface FieldMap {
  readonly name: string;
  readonly summary: string;
  /**
   * The log schema, where it has one map for each of several kinds of event. A profile may then name the schema, and
   * the map for the kind of event that its features are about is taken.
   */
  readonly schema?: string;
  /** The kind of event that rows of this schema record. */
  readonly event: EventKind;
  /** Columns that a source of this schema has. Of several names in one entry, the source has at least one. */
  readonly requires: readonly (string | readonly string[])[];
  /**
   * A condition over columns, which holds for the rows that record this kind of event. The others of a mixed source are
   * filtered out. Columns that the source lacks count as empty; every row is meant when it is left out.
   */
  readonly selects?: ExpressionInput;
  /**
   * A condition over columns that tells this schema from another with the same columns. The map is detected only where it
   * holds for most of the events that a sample has of this kind.
   */
  readonly when?: ExpressionInput;
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** Format of the time column; `auto` when left out. */
  readonly time?: TimeFormat;
}
