import { itemsOf, kindOf, type KqlSymbol, type SyntaxNode } from "./language.ts";
import { KQL_TYPES, type KqlType } from "./types.ts";
import { unsupported } from "./unsupported.ts";

/** A value in DuckDB's SQL. Text is never null, as in KQL; everything else may be. */
export interface Scalar {
  readonly sql: string;
  readonly type: KqlType;
  /** Never null. */
  readonly present?: boolean;
  /** Of `dynamic`: a DuckDB list of texts or of whole numbers in place of JSON text, with no nulls among its items. */
  readonly list?: "texts" | "longs";
  /** The value itself where it is a literal text, whole number or list of texts. */
  readonly constant?: string | bigint | readonly string[];
}

/** A column of a relation: `sql` is its identifier there, unique within the query. KQL tells names apart by case, SQL does not. */
export interface Column {
  readonly name: string;
  readonly type: KqlType;
  readonly sql: string;
}

/** Rows, as the name of a common table expression. */
export interface Relation {
  readonly from: string;
  readonly columns: readonly Column[];
  /** The identifier of a column that numbers the rows in the order that was asked for. */
  readonly order?: string;
}

/** What a name may stand for besides a column. */
export type Binding =
  | { readonly kind: "scalar"; readonly value: Scalar }
  | { readonly kind: "table"; readonly relation: Relation }
  | { readonly kind: "function"; readonly declaration: SyntaxNode; readonly names: Names };

export type Names = ReadonlyMap<string, Binding>;

/** What names mean where a value is computed. */
export interface Scope {
  readonly columns: readonly Column[];
  readonly names: Names;
  /** The sides of a join. */
  readonly sides?: { readonly $left: readonly Column[]; readonly $right: readonly Column[] };
  /** Within `summarize`: calls of aggregates are allowed. */
  readonly aggregates?: boolean;
}

export function asScalar({ sql, type }: Column): Scalar {
  return type === "string" ? { sql, type, present: true } : { sql, type };
}

/** The columns that the official analysis says a tabular node gives. */
export function declaredColumns(node: SyntaxNode): { readonly name: string; readonly type: KqlType }[] {
  const columns = node.ResultType?.Columns;
  if (columns === undefined) throw unsupported(`${kindOf(node)}, which gives no table`);
  return itemsOf(columns).map(({ Name, Type }) => ({ name: Name, type: typeOf(Type) }));
}

export function typeOf(symbol: KqlSymbol): KqlType {
  const name = symbol.Name;
  if (name.startsWith("dynamic")) return "dynamic";
  const found = KQL_TYPES.find((type) => type === name);
  if (found === undefined) throw unsupported(`the type ${name}`);
  return found;
}

/** Columns as fields of another relation. */
export function fieldsOf(columns: readonly Column[]): { readonly name: string; readonly value: Scalar }[] {
  return columns.map((column) => ({ name: column.name, value: asScalar(column) }));
}
