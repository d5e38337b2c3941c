import { entityKey, hostKey, numberKey } from "../identifiers.ts";
import { programOf, type Program } from "../programs.ts";
import type { ProcessStart } from "../records.ts";

/** A record of a start, in the form in which records can be compared. */
export interface Start {
  readonly record: ProcessStart;
  readonly time: bigint | null;
  readonly host: string;
  readonly pid: string;
  readonly parentPid: string;
  readonly entity: string;
  readonly parentEntity: string;
  readonly program: Program;
  readonly parentProgram: Program;
}

function comparable(record: ProcessStart): Start {
  return {
    record,
    time: record.time,
    host: hostKey(record.host),
    pid: numberKey(record.pid),
    parentPid: numberKey(record.parentPid),
    entity: entityKey(record.entityId),
    parentEntity: entityKey(record.parentEntityId),
    program: programOf(record.executable, record.name),
    parentProgram: programOf(record.parentExecutable, record.parentName),
  };
}

/**
 * Records by host and time, those without a time first. At one instant their content orders them and then their data
 * row, so that the order in which records are given changes nothing.
 */
export function inOrder(records: readonly ProcessStart[]): Start[] {
  return records.map(comparable).sort(compareStarts);
}

function compareStarts(a: Start, b: Start): number {
  return (
    compareTexts(a.host, b.host) ||
    compareTimes(a.time, b.time) ||
    compareTexts(a.pid, b.pid) ||
    compareContent(a.record, b.record) ||
    a.record.event - b.record.event
  );
}

const CONTENT = [
  "host",
  "pid",
  "parentPid",
  "executable",
  "name",
  "commandLine",
  "parentExecutable",
  "parentName",
  "user",
  "logonId",
  "effectiveLogonId",
  "entityId",
  "parentEntityId",
] as const satisfies readonly (keyof ProcessStart)[];

function compareContent(a: ProcessStart, b: ProcessStart): number {
  for (const key of CONTENT) {
    const order = compareTexts(a[key] ?? "", b[key] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** By code units: the same everywhere, whatever the language of the machine. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nothing known comes first. */
export function compareTimes(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
