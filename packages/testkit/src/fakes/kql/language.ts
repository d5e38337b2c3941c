import { createRequire } from "node:module";
import { peerMissing } from "../errors.ts";
import type { KqlType } from "./types.ts";

/** A node of the official parser's tree, as far as the translation reads it. Children have names of their own, too. */
export interface SyntaxNode {
  readonly Kind: number;
  readonly ChildCount: number;
  readonly NameInParent: string | null;
  readonly TextStart: number;
  readonly Width: number;
  readonly ReferencedSymbol?: KqlSymbol | null;
  readonly ResultType?: KqlSymbol | null;
  /** Of a text literal: what it stands for. */
  readonly LiteralValue?: unknown;
  /** Of a name: without quotes and brackets. */
  readonly SimpleName?: string;
  /** Of a token: as written. */
  readonly Text?: string;
  /** Of a token of text: what it stands for. */
  readonly ValueText?: string;
  GetChild(index: number): SyntaxNode | null;
  /** Of a call of the query's own function: its body, analysed for this call. */
  GetCalledFunctionBody?(): SyntaxNode | null;
  toString(): string;
}

/** What a name means, or the type of an expression. */
export interface KqlSymbol {
  readonly Name: string;
  /** Of a table. */
  readonly Columns?: List<{ readonly Name: string; readonly Type: KqlSymbol }>;
}

interface List<T> {
  readonly Count: number;
  getItem(index: number): T;
}

/** A table that queries may name. */
export interface TableSchema {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: KqlType }[];
}

/** A fault that the official language service finds in a query. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  /** Offset in the query, from 0. */
  readonly start: number;
  readonly length: number;
}

export interface AnalysedQuery {
  readonly root: SyntaxNode;
  /** Errors only; suggestions and warnings are left out. */
  readonly errors: readonly Diagnostic[];
}

interface KustoNamespace {
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: unknown,
    ): { readonly Syntax: SyntaxNode; GetDiagnostics(): List<RawDiagnostic> };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly Symbols: {
    readonly TableSymbol: { From(schema: string): { WithName(name: string): unknown } };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: unknown[]) => unknown };
  };
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
}

interface RawDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

let loaded: KustoNamespace | undefined;
const kinds = new Map<number, string>();

/**
 * Loads the official language service: scripts that put what they offer into the global scope.
 * @throws `WN2110` when it is not installed
 */
export function loadLanguage(): KustoNamespace {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  try {
    require("@kusto/language-service-next/bridge.min.js");
    require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  } catch (cause) {
    throw peerMissing({ name: "@kusto/language-service-next", fake: "Sentinel" }, { cause });
  }
  loaded = (globalThis as unknown as { Kusto: { Language: KustoNamespace } }).Kusto.Language;
  for (const [name, value] of Object.entries(loaded.Syntax.SyntaxKind)) {
    if (typeof value === "number") kinds.set(value, name);
  }
  return loaded;
}

/** The parser's own name for what a node is: `FilterOperator`, `LongLiteralExpression`, … */
export function kindOf(node: SyntaxNode): string {
  return kinds.get(node.Kind) ?? `kind ${node.Kind}`;
}

/** The parser with tables declared. */
export function languageFor(tables: readonly TableSchema[]): (query: string) => AnalysedQuery {
  const { KustoCode, GlobalState, Symbols } = loadLanguage();
  const symbols = tables.map(({ name, columns }) =>
    Symbols.TableSymbol.From(`(${columns.map(declared).join(", ")})`).WithName(name),
  );
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", symbols));
  return (query) => {
    const code = KustoCode.ParseAndAnalyze(query, globals);
    return { root: code.Syntax, errors: itemsOf(code.GetDiagnostics()).filter(isError).map(diagnostic) };
  };
}

function declared({ name, type }: TableSchema["columns"][number]): string {
  return `${quoteName(name)}: ${type}`;
}

/** A name as KQL writes it where it may be any text. */
export function quoteName(name: string): string {
  return `[${JSON.stringify(name)}]`;
}

export function itemsOf<T>(list: List<T>): T[] {
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

function isError({ Severity }: RawDiagnostic): boolean {
  return Severity === "Error";
}

function diagnostic({ Code, Message, Start, Length }: RawDiagnostic): Diagnostic {
  return { code: Code, message: Message, start: Start, length: Length };
}
