import { keyOn } from "../identifiers.ts";
import { agree, type Program } from "../programs.ts";
import { compareTexts, compareTimes, type Start } from "./start.ts";

/** A process of whose start there is no record: its children alone tell of it. */
export interface MissingParent {
  readonly host: string;
  readonly pid: string;
  readonly entity: string;
  readonly entityId: string;
  readonly executable: string;
  readonly name: string;
  readonly program: Program;
  /** When its first child started. */
  readonly seen: bigint | null;
  readonly children: readonly number[];
}

/** A process whose parent is missing. */
export interface Orphan {
  readonly index: number;
  readonly start: Start;
  /** Between which two recorded starts with the parent's pid it started. */
  readonly lifetime: number;
}

/**
 * Gives each orphan a parent, which orphans share that may have one: those that name one entity id; and those that name
 * one pid on one host, one after the other, as long as what they say of the parent agrees and no recorded start took
 * the pid between them. For a pid belongs to one process at a time: once another had it, the same name is another life.
 */
export function missingParents(orphans: readonly Orphan[]): MissingParent[] {
  const found: Missing[] = [];
  const byEntity = new Map<string, Missing>();
  const latestByPid = new Map<string, Missing>();
  for (const orphan of [...orphans].sort(compareOrphans)) {
    const { host, parentPid, parentEntity } = orphan.start;
    const entityKey = keyOn(host, parentEntity);
    const pidKey = keyOn(host, parentPid);
    const known = parentEntity === "" ? undefined : byEntity.get(entityKey);
    const latest = parentPid === "" ? undefined : latestByPid.get(pidKey);
    const missing = known ?? (latest?.fits(orphan) === true ? latest : new Missing(orphan));
    if (missing.children.length === 0) found.push(missing);
    missing.add(orphan);
    if (parentEntity !== "") byEntity.set(entityKey, missing);
    latestByPid.set(pidKey, missing);
  }
  return found;
}

class Missing implements MissingParent {
  readonly host: string;
  readonly pid: string;
  seen: bigint | null;
  readonly children: number[] = [];
  entity = "";
  entityId = "";
  executable = "";
  name = "";
  program: Program;
  #lifetime: number;

  constructor({ start, lifetime }: Orphan) {
    this.host = start.record.host;
    this.pid = start.parentPid;
    this.seen = start.time;
    this.program = start.parentProgram;
    this.#lifetime = lifetime;
  }

  fits({ start, lifetime }: Orphan): boolean {
    const sameId = this.entity === "" || start.parentEntity === "" || this.entity === start.parentEntity;
    return sameId && lifetime === this.#lifetime && agree(this.program, start.parentProgram);
  }

  add({ index, start, lifetime }: Orphan): void {
    this.children.push(index);
    this.#lifetime = lifetime;
    if (this.seen === null || (start.time !== null && start.time < this.seen)) this.seen = start.time;
    if (this.program.path === "" && start.parentProgram.name !== "") this.program = start.parentProgram;
    this.entity ||= start.parentEntity;
    const { parentEntityId = "", parentExecutable, parentName } = start.record;
    if (start.parentEntity !== "") this.entityId ||= parentEntityId;
    this.executable ||= parentExecutable;
    this.name ||= parentName;
  }
}

/** By parent and time. At one instant those that name the same parent stand together. */
function compareOrphans(a: Orphan, b: Orphan): number {
  return (
    compareTexts(a.start.host, b.start.host) ||
    compareTexts(a.start.parentPid, b.start.parentPid) ||
    compareTimes(a.start.time, b.start.time) ||
    compareTexts(a.start.parentEntity, b.start.parentEntity) ||
    compareTexts(a.start.parentProgram.name, b.start.parentProgram.name) ||
    compareTexts(a.start.parentProgram.path, b.start.parentProgram.path) ||
    a.index - b.index
  );
}
