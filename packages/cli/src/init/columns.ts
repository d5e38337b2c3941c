import { parseTime } from "@winnow/expressions";
import { type EventBatch } from "@winnow/core";

/** What the values of a column look like, by a sample of events. */
export interface Column {
  readonly name: string;
  /** What it is good for; `constant` and `unique` values tell no events apart, or all of them. */
  readonly role: "time" | "text" | "number" | "category" | "constant" | "unique" | "empty";
  /** Events of the sample that have a value, and how many different ones there are. */
  readonly filled: number;
  readonly distinct: number;
  /** Of numbers: whether they span so much that their order of magnitude says more, and whether they are whole. */
  readonly wide: boolean;
  readonly whole: boolean;
  /** Characters, on average. */
  readonly length: number;
  /** A value to recognise the column by, where it is short and no secret. */
  readonly example: string | undefined;
}

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
/** Numbers that name things: nothing lies between port 80 and port 443. */
const NAMES_THINGS = /port|[_.]p$|code|status|type|version|level|(^|[_.-])(id|pid|uid|gid|asn|vlan)$|[a-z](Id|ID)$/i;
const TIME_NAME = /time|date|stamp|when|(^|[_.])(ts|at)$|^(start|finish|end|begin)(ed)?$/i;
/** When it happened, rather than when it was received, changed or will expire. */
const EVENT_TIME_NAME =
  /^@?timestamp$|^(ts|time|datetime|date)$|event.?time|time.?(generated|created)|(generated|created|occurred).?(at|time|on)?$/i;
const SECRET_NAME = /pass|secret|token|credential|api.?key/i;
/** An address, so that a colon or dots do not make a text of it. */
const ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]*:[0-9a-f.:]*)$/i;
/** More different values than this, and a column is no longer a short list of kinds. */
const KINDS = 50;
const LONGEST_EXAMPLE = 24;

/** Describes each column of a sample. */
export function describeColumns(sample: EventBatch): readonly Column[] {
  const sketches = sample.columns.map((name, i) => sketch(name, sample.values[i] ?? []));
  const time = timeColumn(
    sketches
      .filter(({ isTime, column }) => isTime && (TIME_NAME.test(column.name) || !numeric(sample, column.name)))
      .map(({ column }) => column),
  );
  return sketches.map(({ column }) => (column.name === time ? { ...column, role: "time" } : column));
}

/** Of the columns that contain times: those filled in most events, then the one with the most usual name, then the first. */
function timeColumn(times: readonly Column[]): string | undefined {
  const most = Math.max(...times.map(({ filled }) => filled));
  const usual = ({ name }: Column): number => (EVENT_TIME_NAME.test(name) ? 2 : TIME_NAME.test(name) ? 1 : 0);
  return times.filter(({ filled }) => filled === most).sort((a, b) => usual(b) - usual(a))[0]?.name;
}

function numeric(sample: EventBatch, name: string): boolean {
  return share(present(sample.values[sample.columns.indexOf(name)] ?? []), (value) => NUMBER.test(value)) > 0.5;
}

function present(values: readonly (string | null)[]): readonly string[] {
  return values.filter((value): value is string => value !== null && value !== "" && value !== "-");
}

function share(values: readonly string[], holds: (value: string) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}

function sketch(name: string, all: readonly (string | null)[]): { column: Column; isTime: boolean } {
  const values = present(all);
  const distinct = new Set(values).size;
  const length = values.reduce((sum, value) => sum + value.length, 0) / Math.max(values.length, 1);
  const example = values.find((value) => value.length <= LONGEST_EXAMPLE);
  const column: Column = {
    name,
    role: roleOf(name, values, distinct, length),
    filled: values.length,
    distinct,
    wide: isWide(values),
    whole: values.every((value) => /^[0-9]+$/.test(value)),
    length,
    example: SECRET_NAME.test(name) ? undefined : example,
  };
  return { column, isTime: share(values, (value) => parseTime(value) !== null) >= 0.9 };
}

function roleOf(name: string, values: readonly string[], distinct: number, length: number): Column["role"] {
  if (values.length === 0) return "empty";
  if (distinct === 1) return "constant";
  if (share(values, (value) => NUMBER.test(value)) >= 0.95) {
    if (!NAMES_THINGS.test(name)) return "number";
    return distinct > KINDS && distinct > values.length * 0.9 ? "unique" : "category";
  }
  const address = share(values, (value) => ADDRESS.test(value)) >= 0.9;
  if (!address && (share(values, (value) => value.includes(" ")) >= 0.2 || (length >= 12 && distinct > KINDS))) {
    return looksLikeId(values, distinct) ? "unique" : "text";
  }
  return distinct > KINDS && distinct > values.length * 0.9 && !address ? "unique" : "category";
}

/** One word, different for every event, always about as long, with digits in it. */
function looksLikeId(values: readonly string[], distinct: number): boolean {
  const lengths = values.map(({ length }) => length);
  const steady = Math.max(...lengths) - Math.min(...lengths) <= 4;
  return (
    distinct > values.length * 0.9 && steady && share(values, (value) => /^[^ /\\]*[0-9][^ /\\]*$/.test(value)) > 0.9
  );
}

function isWide(values: readonly string[]): boolean {
  const numbers = values.map(Number).filter((value) => Number.isFinite(value));
  const positive = numbers.filter((value) => value > 0);
  if (positive.length === 0 || numbers.some((value) => value < 0)) return false;
  return Math.max(...positive) / Math.min(...positive) >= 100;
}

/** A name that is no name of a column but a first event: an address, a time, a number, or half a line. */
export function looksLikeValue(name: string): boolean {
  const isTime = parseTime(name) !== null;
  return (
    isTime || ADDRESS.test(name) || NUMBER.test(name) || name.startsWith("#") || (name.match(/ /g)?.length ?? 0) >= 4
  );
}
