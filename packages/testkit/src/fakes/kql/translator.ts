import type { Context, Field } from "./context.ts";
import { answerJson, storable } from "./convert.ts";
import { kindOf, type SyntaxNode } from "./language.ts";
import { operate, startOf } from "./operators/index.ts";
import {
  declaredColumns,
  type Binding,
  type Column,
  type Names,
  type Relation,
  type Scalar,
  type Scope,
} from "./relation.ts";
import { scalarOf } from "./scalar.ts";
import { argumentsOf, child, elements, isTabular, nameOf, optionalChild, textOf } from "./tree.ts";
import type { KqlType } from "./types.ts";
import { unsupported } from "./unsupported.ts";

/** Where a query's tables come from: SQL that gives a table's columns in their order, and what they are. */
export type TableSource = (
  name: string,
) =>
  | { readonly sql: string; readonly columns: readonly { readonly name: string; readonly type: KqlType }[] }
  | undefined;

export interface Translation {
  readonly columns: readonly { readonly name: string; readonly type: KqlType }[];
  /** Whether the query says in which order its rows come. */
  readonly ordered: boolean;
  /** Gives one text per row: the JSON array of its values, as the service answers it. */
  readonly sql: string;
}

/** Translates the tree of one query to DuckDB's SQL, step by step: each becomes a common table expression. */
export class Translator implements Context {
  /** What `now()` is, in ticks since 0001-01-01. */
  readonly now: bigint;
  readonly #source: TableSource;
  readonly #steps: string[] = [];
  readonly #tables = new Map<string, Relation>();
  #count = 0;

  constructor(source: TableSource, now: bigint) {
    this.#source = source;
    this.now = now;
  }

  /** The query's answer: its last statement; those before it name things. */
  translate(root: SyntaxNode): Translation {
    const names = new Map<string, Binding>();
    let answer: Relation | undefined;
    for (const statement of elements(child(root, "Statements"))) {
      if (kindOf(statement) === "LetStatement") this.#bind(statement, names);
      else if (kindOf(statement) === "ExpressionStatement" && answer === undefined) {
        answer = this.relationOf(child(statement, "Expression"), names);
      } else throw unsupported(kindOf(statement));
    }
    if (answer === undefined) throw unsupported("a query that gives no table");
    const columns = answer.columns.map(({ name, type }) => ({ name, type }));
    return { columns, ordered: answer.order !== undefined, sql: this.#answer(answer) };
  }

  #answer({ from, columns, order }: Relation): string {
    const row = columns.length === 0 ? "'[]'" : `'[' || ${columns.map(answerJson).join(" || ',' || ")} || ']'`;
    const by = order === undefined ? "" : ` order by ${order}`;
    return `${this.#with()}select ${row} from ${from}${by}`;
  }

  #with(): string {
    return this.#steps.length === 0 ? "" : `with ${this.#steps.join(",\n")}\n`;
  }

  #bind(statement: SyntaxNode, names: Map<string, Binding>): void {
    const value = child(statement, "Expression");
    const name = nameOf(child(statement, "Name"));
    // Later statements see the name; what a function sees is fixed now.
    if (kindOf(value) === "FunctionDeclaration") {
      names.set(name, { kind: "function", declaration: value, names: new Map(names) });
    } else if (isTabular(value)) names.set(name, { kind: "table", relation: this.relationOf(value, names) });
    else names.set(name, { kind: "scalar", value: scalarOf(value, { columns: [], names }, this) });
  }

  /** The body of a call of the query's own function, and what names mean in it. */
  enter(
    call: SyntaxNode,
    binding: Extract<Binding, { kind: "function" }>,
    scope: Scope,
  ): { readonly body: SyntaxNode; readonly names: Names } {
    const body = call.GetCalledFunctionBody?.();
    if (body === null || body === undefined) throw unsupported(`the call ${textOf(call)}`);
    const names = new Map(binding.names);
    const parameters = elements(child(child(binding.declaration, "Parameters"), "Parameters"));
    const args = argumentsOf(call);
    parameters.forEach((parameter, index) => {
      const name = nameOf(child(child(parameter, "NameAndType"), "Name"));
      names.set(name, this.#argument(args[index], parameter, scope));
    });
    for (const statement of elements(child(body, "Statements"))) {
      if (kindOf(statement) !== "LetStatement") throw unsupported(`${kindOf(statement)} within a function`);
      this.#bind(statement, names);
    }
    return { body, names };
  }

  #argument(given: SyntaxNode | undefined, parameter: SyntaxNode, scope: Scope): Binding {
    if (given !== undefined && kindOf(given) === "SimpleNamedExpression") throw unsupported("an argument by name");
    const fallback = optionalChild(parameter, "DefaultValue");
    const node = given ?? (fallback === undefined ? undefined : child(fallback, "Value"));
    if (node === undefined) throw unsupported(`a call without ${textOf(parameter)}`);
    if (isTabular(node)) return { kind: "table", relation: this.relationOf(node, scope.names) };
    return { kind: "scalar", value: scalarOf(node, scope, this) };
  }

  /** The rows that a tabular expression gives. */
  relationOf(node: SyntaxNode, names: Names): Relation {
    switch (kindOf(node)) {
      case "PipeExpression": {
        const operator = child(node, "Operator");
        return verified(operator, operate(operator, this.relationOf(child(node, "Expression"), names), names, this));
      }
      case "ParenthesizedExpression":
      case "MaterializeExpression":
        return this.relationOf(child(node, "Expression"), names);
      case "NameReference":
        return this.#named(nameOf(node), names);
      case "FunctionCallExpression":
        return this.#called(node, names);
      default:
        return verified(node, startOf(node, names, this));
    }
  }

  scalarOf(node: SyntaxNode, scope: Scope): Scalar {
    return scalarOf(node, scope, this);
  }

  #named(name: string, names: Names): Relation {
    const binding = names.get(name);
    if (binding?.kind === "table") return binding.relation;
    if (binding === undefined) return this.#table(name);
    throw unsupported(`the name ${name} as a table`);
  }

  #table(name: string): Relation {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const table = this.#source(name);
    if (table === undefined) throw unsupported(`the table ${name}`);
    const columns = table.columns.map((column) => ({ ...column, sql: this.#fresh("c") }));
    const from = this.#fresh("t");
    this.#steps.push(`${from}(${columns.map(({ sql }) => sql).join(", ")}) as (${table.sql})`);
    const relation = { from, columns };
    this.#tables.set(name, relation);
    return relation;
  }

  #called(node: SyntaxNode, names: Names): Relation {
    const name = nameOf(node);
    const binding = names.get(name);
    if (binding?.kind === "function") {
      const entered = this.enter(node, binding, { columns: [], names });
      return this.relationOf(child(entered.body, "Expression"), entered.names);
    }
    const [first] = argumentsOf(node);
    if (name === "table" && first !== undefined) return this.#named(String(first.LiteralValue), names);
    if (name === "materialize" && first !== undefined) return this.relationOf(first, names);
    throw unsupported(`the table function ${name}()`);
  }

  /** An identifier that nothing else of the query has. */
  #fresh(prefix: string): string {
    return `${prefix}${++this.#count}`;
  }

  /** The rows that some SQL gives, with columns named as it names them. */
  step(sql: string, columns: readonly Column[], order?: string): Relation {
    const from = this.#fresh("r");
    this.#steps.push(`${from} as (${sql})`);
    return order === undefined ? { from, columns } : { from, columns, order };
  }

  /** Rows of the same columns. `rest` is what follows `from …`. */
  filtered(input: Relation, rest: string): Relation {
    return this.step(`select * from ${input.from} ${rest}`, input.columns, input.order);
  }

  /** Rows with other columns. `rest` is what follows `from …`; `order`, where wanted, an expression to number by. */
  projected(input: Relation, fields: readonly Field[], rest = "", order?: string): Relation {
    const columns = fields.map(({ name, value }) => ({ name, type: value.type, sql: this.#fresh("c") }));
    const written = fields.map(({ value }, index) => `${storable(value).sql} as ${columns[index]!.sql}`);
    const ordered = order ?? (rest === "" ? input.order : undefined);
    const place = ordered === undefined ? undefined : this.#fresh("o");
    if (place !== undefined) written.push(`${ordered} as ${place}`);
    if (written.length === 0) written.push(`1 as ${this.#fresh("c")}`);
    return this.step(`select ${written.join(", ")} from ${input.from} ${rest}`, columns, place);
  }
}

/** @throws where this translation and the official analysis differ about the columns: one of them is wrong */
function verified(node: SyntaxNode, relation: Relation): Relation {
  const [wanted, found] = [declaration(declaredColumns(node)), declaration(relation.columns)];
  if (wanted !== found) throw unsupported(`${textOf(node)}: it gives (${wanted}), not (${found})`);
  return relation;
}

function declaration(columns: readonly { readonly name: string; readonly type: KqlType }[]): string {
  return columns.map(({ name, type }) => `${name}: ${type}`).join(", ");
}
