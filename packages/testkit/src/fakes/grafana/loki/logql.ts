/**
 * The part of LogQL that the fake understands: a stream selector, line filters, and the stages json, logfmt, drop and
 * label_format, the last for the line alone.
 */
export interface LogQuery {
  readonly matches: (labels: Readonly<Record<string, string>>) => boolean;
  readonly keeps: (line: string) => boolean;
  /** Labels that parser stages make of a line. */
  readonly parsed: (line: string) => Readonly<Record<string, string>>;
}

/** A comment, or a literal, in which there is none. */
const COMMENT = /("(?:[^"\\]|\\.)*"|`[^`]*`)|#[^\n]*/g;
const SPACE = /\s*/y;
const MATCHER = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/y;
const LINE_FILTER = /\s*(\|=|!=|\|~|!~)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/y;
const PARSER = /\s*\|\s*(json|logfmt)\s*/y;
const DROP = /\s*\|\s*drop\s+([a-zA-Z_][a-zA-Z0-9_]*(?:\s*,\s*[a-zA-Z_][a-zA-Z0-9_]*)*)\s*/y;
const LINE_LABEL = /\s*\|\s*label_format\s+([a-zA-Z_][a-zA-Z0-9_]*)=`\{\{\s*__line__\s*\}\}`\s*/y;

type LineLabels = Readonly<Record<string, string>>;
/** What a stage makes of the labels that those before it made. */
type Stage = (line: string, labels: LineLabels) => LineLabels;

/** @throws Error with Loki's words where the query is not of that part */
export function parseLogQl(text: string): LogQuery {
  const query = text.replaceAll(COMMENT, "$1");
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(query);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const unexpected = (): Error =>
    new Error(`parse error at line 1, col ${at + 1}: syntax error: unexpected ${query.charAt(at) || "$end"}`);

  take(SPACE);
  if (query[at] !== "{") throw unexpected();
  at++;
  const matchers: LogQuery["matches"][] = [];
  while (query[at] !== "}") {
    const found = take(MATCHER);
    if (found === null) throw unexpected();
    matchers.push(matcher(found[1]!, found[2]!, unquoted(found[3]!)));
    if (query[at] === ",") at++;
    else if (query[at] !== "}") throw unexpected();
  }
  at++;
  if (matchers.length === 0) {
    throw new Error(
      "parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value",
    );
  }
  const filters: LogQuery["keeps"][] = [];
  const stages: Stage[] = [];
  take(SPACE);
  while (at < query.length) {
    const filter = take(LINE_FILTER);
    const stage = filter === null ? takenStage(take) : undefined;
    if (filter !== null) filters.push(lineFilter(filter[1]!, unquoted(filter[2]!)));
    else if (stage !== undefined) stages.push(stage);
    else throw unexpected();
  }
  return {
    matches: (labels) => matchers.every((matches) => matches(labels)),
    keeps: (line) => filters.every((keeps) => keeps(line)),
    parsed: (line) => stages.reduce<LineLabels>((labels, stage) => stage(line, labels), {}),
  };
}

function takenStage(take: (pattern: RegExp) => RegExpExecArray | null): Stage | undefined {
  const parser = take(PARSER)?.[1];
  if (parser !== undefined) {
    const parse = parser === "json" ? jsonLabels : logfmtLabels;
    return (line, labels) => ({ ...labels, ...parse(line) });
  }
  const dropped = take(DROP)?.[1]?.split(/\s*,\s*/);
  if (dropped !== undefined) {
    return (_, labels) => Object.fromEntries(Object.entries(labels).filter(([name]) => !dropped.includes(name)));
  }
  const named = take(LINE_LABEL)?.[1];
  return named === undefined ? undefined : (line, labels) => (line === "" ? labels : { ...labels, [named]: line });
}

function unquoted(literal: string): string {
  return literal.startsWith("`") ? literal.slice(1, -1) : (JSON.parse(literal) as string);
}

function matcher(name: string, operator: string, value: string): LogQuery["matches"] {
  const pattern = operator.endsWith("~") ? new RegExp(`^(?:${value})$`, "s") : undefined;
  const isMatch = (text: string): boolean => pattern?.test(text) ?? text === value;
  return (labels) => isMatch(labels[name] ?? "") !== operator.startsWith("!");
}

function lineFilter(operator: string, value: string): LogQuery["keeps"] {
  const pattern = operator.endsWith("~") ? new RegExp(value) : undefined;
  return (line) => (pattern?.test(line) ?? line.includes(value)) !== operator.startsWith("!");
}

function jsonLabels(line: string): Record<string, string> {
  try {
    return flattened(JSON.parse(line), "");
  } catch {
    return {
      __error__: "JSONParserErr",
      __error_details__: "Value looks like object, but can't find closing '}' symbol",
    };
  }
}

function flattened(value: unknown, prefix: string): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const labels: Record<string, string> = {};
  for (const [key, part] of Object.entries(value)) {
    const name = (prefix === "" ? "" : `${prefix}_`) + key.replaceAll(/[^a-zA-Z0-9_]/g, "_");
    if (typeof part === "object") Object.assign(labels, flattened(part, name));
    else labels[name] = String(part);
  }
  return labels;
}

function logfmtLabels(line: string): Record<string, string> {
  const pairs = line.matchAll(/([^\s="]+)=("(?:[^"\\]|\\.)*"|\S*)/g);
  return Object.fromEntries(
    [...pairs].map(([, key, value]) => [
      key!.replaceAll(/[^a-zA-Z0-9_]/g, "_"),
      value!.startsWith('"') ? (JSON.parse(value!) as string) : value!,
    ]),
  );
}
