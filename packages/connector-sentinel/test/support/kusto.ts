import { createRequire } from "node:module";
import type { ColumnInfo } from "@winnow/core";

/** A table that queries may name. */
export interface Table {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
}

/** What the official language service says of a query. */
export interface Verdict {
  /** Errors, in its words. */
  readonly errors: readonly string[];
  /** Columns of the result, with their types. */
  readonly columns: readonly ColumnInfo[];
}

interface List<T> {
  readonly Count: number;
  getItem(index: number): T;
}

interface Kusto {
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: unknown,
    ): {
      GetDiagnostics(): List<{ readonly Severity: string; readonly Message: string }>;
      readonly ResultType: {
        readonly Columns?: List<{ readonly Name: string; readonly Type: { readonly Name: string } }>;
      } | null;
    };
  };
  readonly KustoFacts: { GetStringLiteralValue(literal: string): string };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly Symbols: {
    readonly TableSymbol: { From(schema: string): { WithName(name: string): unknown } };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: unknown[]) => unknown };
  };
}

let loaded: Kusto | undefined;

/** The language service: scripts that put what they offer into the global scope. */
function kusto(): Kusto {
  if (loaded === undefined) {
    const load = createRequire(import.meta.url);
    load("@kusto/language-service-next/bridge.min.js");
    load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
    loaded = (globalThis as unknown as { Kusto: { Language: Kusto } }).Kusto.Language;
  }
  return loaded;
}

function items<T>(list: List<T>): T[] {
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

/** Checks queries over tables, types included. */
export function checkerFor(tables: readonly Table[]): (kql: string) => Verdict {
  const { KustoCode, GlobalState, Symbols } = kusto();
  const symbols = tables.map(({ name, columns }) => {
    const declared = columns.map((column) => `[${JSON.stringify(column.name)}]: ${column.type}`);
    return Symbols.TableSymbol.From(`(${declared.join(", ")})`).WithName(name);
  });
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", symbols));
  return (kql) => {
    const code = KustoCode.ParseAndAnalyze(kql, globals);
    const columns = code.ResultType?.Columns;
    return {
      errors: items(code.GetDiagnostics())
        .filter(({ Severity }) => Severity === "Error")
        .map(({ Message }) => Message),
      columns: columns === undefined ? [] : items(columns).map(({ Name, Type }) => ({ name: Name, type: Type.Name })),
    };
  };
}

/** What a text literal of KQL stands for. */
export function literalValue(literal: string): string {
  return kusto().KustoFacts.GetStringLiteralValue(literal);
}
