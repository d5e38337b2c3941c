import { keyOn } from "../identifiers.ts";
import { agree } from "../programs.ts";
import type { ProcessStart } from "../records.ts";
import type { Start } from "./start.ts";

/** A process with all records of its start. */
export interface Started {
  /** The first record, completed by what only the others know. */
  readonly start: Start;
  readonly records: readonly ProcessStart[];
}

/** How many earlier starts with one pid are compared: an instant with more of them is no log of a real machine. */
const LOOK_BACK = 64;

/**
 * Finds the starts that were recorded more than once: by two sources (event 4688 and Sysmon's event 1) or twice by one.
 * Records are of one start when host, pid, program, command line and parent agree as far as both know them, and either
 * both bear one entity id, or their time is the same, or one of them bears an entity id, the other none, and at most
 * `window` µs lie between them. Two records of one source that differ in time are two starts.
 *
 * @param starts in order
 */
export function foldDuplicates(starts: readonly Start[], window: bigint): Started[] {
  const folded: Folding[] = [];
  const byPid = new Map<string, Folding[]>();
  const byEntity = new Map<string, Folding>();
  for (const start of starts) {
    const pidKey = keyOn(start.host, start.pid);
    const entityKey =
      start.entity === "" ? "" : JSON.stringify([start.host, start.entity, start.pid, start.program.name]);
    const same = sameEntity(byEntity.get(entityKey), start) ?? sameMoment(byPid.get(pidKey), start, window);
    const folding = same ?? new Folding(start);
    if (same === undefined) folded.push(folding);
    else same.add(start);
    if (start.entity !== "") byEntity.set(entityKey, folding);
    if (start.pid !== "" && same === undefined) {
      const list = byPid.get(pidKey);
      if (list === undefined) byPid.set(pidKey, [folding]);
      else list.push(folding);
    }
  }
  return folded;
}

class Folding implements Started {
  start: Start;
  readonly records: ProcessStart[];
  readonly #times: Set<bigint | null>;
  /** Whether a record with an entity id is among them, and one without. */
  #named: boolean;
  #nameless: boolean;

  constructor(start: Start) {
    this.start = start;
    this.records = [start.record];
    this.#times = new Set([start.time]);
    this.#named = start.entity !== "";
    this.#nameless = start.entity === "";
  }

  add(start: Start): void {
    this.start = completed(this.start, start);
    this.records.push(start.record);
    this.#times.add(start.time);
    if (start.entity === "") this.#nameless = true;
    else this.#named = true;
  }

  /** Whether a record of another source may be of this start, by its time. */
  isOfMoment({ time, entity }: Start, window: bigint): boolean {
    if (time === null) return false;
    if (this.#times.has(time)) return true;
    const otherSource = entity === "" ? !this.#nameless : !this.#named;
    return otherSource && this.start.time !== null && time - this.start.time <= window;
  }
}

function sameEntity(folding: Folding | undefined, start: Start): Folding | undefined {
  return start.entity !== "" && folding !== undefined && isOfOne(folding.start, start) ? folding : undefined;
}

function sameMoment(list: readonly Folding[] | undefined, start: Start, window: bigint): Folding | undefined {
  if (list === undefined || start.pid === "" || start.time === null) return undefined;
  for (let i = list.length - 1; i >= Math.max(0, list.length - LOOK_BACK); i--) {
    const folding = list[i]!;
    const { time } = folding.start;
    if (time === null || start.time - time > window) return undefined;
    if (folding.isOfMoment(start, window) && isOfOne(folding.start, start)) return folding;
  }
  return undefined;
}

/** Whether two records of one pid tell nothing that differs. */
function isOfOne(a: Start, b: Start): boolean {
  return (
    sameText(a.pid, b.pid) &&
    sameText(a.entity, b.entity) &&
    sameText(a.parentPid, b.parentPid) &&
    sameText(a.parentEntity, b.parentEntity) &&
    sameText(a.record.commandLine, b.record.commandLine) &&
    agree(a.program, b.program) &&
    agree(a.parentProgram, b.parentProgram)
  );
}

function sameText(a: string, b: string): boolean {
  return a === "" || b === "" || a === b;
}

/** What is known by two records of one start. */
function completed(a: Start, b: Start): Start {
  const record = { ...a.record };
  for (const key of Object.keys(b.record) as (keyof ProcessStart)[]) {
    if (record[key] === "" || record[key] === undefined) Object.assign(record, { [key]: b.record[key] });
  }
  if (a.program.path === "" && b.program.path !== "") Object.assign(record, { executable: b.record.executable });
  return {
    record,
    time: a.time,
    host: a.host,
    pid: a.pid || b.pid,
    parentPid: a.parentPid || b.parentPid,
    entity: a.entity || b.entity,
    parentEntity: a.parentEntity || b.parentEntity,
    program: fuller(a.program, b.program),
    parentProgram: fuller(a.parentProgram, b.parentProgram),
  };
}

function fuller(a: Start["program"], b: Start["program"]): Start["program"] {
  return a.path === "" && b.name !== "" ? b : a;
}
