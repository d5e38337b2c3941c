import { badQuery } from "./errors.ts";
import { identifier } from "./quote.ts";

/** A query that is made part of another: what must stand before, and the expression whose rows are wanted. */
export interface BaseQuery {
  /** `let` statements, each with its semicolon, one a line. */
  readonly statements: readonly string[];
  /** The tabular expression; operators may follow on the next line. */
  readonly expression: string;
}

/** A table as a query. */
export function tableQuery(name: string): BaseQuery {
  return { statements: [], expression: identifier(name) };
}

/** The query with operators after it, each without its bar. */
export function followed({ statements, expression }: BaseQuery, operators: readonly string[]): string {
  return [...statements, expression, ...operators.map((operator) => `| ${operator}`)].join("\n");
}

/**
 * Reads a user's query so that operators can follow it: statements are told apart, comments and the semicolon at the
 * end go. Strings and comments are read as KQL reads them, so that nothing in them counts.
 * @throws `WN1580` for what cannot be followed: several results, none, a command, brackets or quotes left open
 */
export function baseQuery(text: string): BaseQuery {
  const statements = split(text).filter((statement) => statement !== "");
  const expression = statements.pop();
  if (expression === undefined) throw badQuery({ problem: "it is empty" });
  const all = [...statements, expression];
  if (all.some((statement) => statement.startsWith("."))) throw badQuery({ problem: "it is a command (.…)" });
  const other = statements.find((statement) => !/^let\b/.test(statement));
  if (other !== undefined) {
    throw badQuery({ problem: `only let statements may stand before its last one, not "${shortened(other)}"` });
  }
  if (/^(?:let|set|declare|alias|restrict|pattern)\b/.test(expression)) {
    throw badQuery({ problem: `its last statement, "${shortened(expression)}", gives no events` });
  }
  return { statements: statements.map((statement) => `${statement};`), expression };
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** What KQL takes as one: a comment; a text, whichever way it is quoted; any other character. */
const TOKEN =
  /(?<comment>\/\/[^\r\n]*)|(?<text>```[\s\S]*?```|~~~[\s\S]*?~~~|@"(?:[^"\r\n]|"")*"|@'(?:[^'\r\n]|'')*'|"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*')|(?<open>```|~~~)|(?<other>[\s\S])/gu;

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function split(query: string): string[] {
  const statements: string[] = [];
  const open: string[] = [];
  let statement = "";
  for (const { groups } of query.matchAll(TOKEN)) {
    const { comment, text, open: unclosed, other } = groups!;
    if (unclosed !== undefined) throw badQuery({ problem: "a quote in it is never closed" });
    if (comment !== undefined) {
      // Some readers end a line here, others do not: what follows must not come alive.
      if (/[\u2028\u2029]/.test(comment)) throw badQuery({ problem: "a comment in it has a Unicode line separator" });
      // A comment parts words as a space does.
      statement += " ";
      continue;
    }
    if (text !== undefined) {
      statement += text;
      continue;
    }
    const character = other!;
    if (character === '"' || character === "'") throw badQuery({ problem: "a quote in it is never closed" });
    if (CLOSING[character] !== undefined) open.push(CLOSING[character]);
    else if (")]}".includes(character) && open.pop() !== character) {
      throw badQuery({ problem: `a "${character}" in it closes nothing` });
    }
    if (character === ";" && open.length === 0) {
      statements.push(statement.trim());
      statement = "";
    } else statement += character;
  }
  if (open.length > 0) throw badQuery({ problem: `a bracket in it is never closed ("${open.at(-1)}" is missing)` });
  return [...statements, statement.trim()];
}
