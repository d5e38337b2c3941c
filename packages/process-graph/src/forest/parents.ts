import { keyOn } from "../identifiers.ts";
import { agree, type Program } from "../programs.ts";
import type { Started } from "./duplicates.ts";
import { compareTimes, type Start } from "./start.ts";

/** How a process's parent was found: its index among the processes, or `null` where none of them is it. */
export interface Parentage {
  readonly parent: number | null;
  readonly by: "entity-id" | "pid";
  readonly ambiguous: boolean;
}

const NONE: Parentage = { parent: null, by: "pid", ambiguous: false };

/** How many starts of one pid at one instant are compared: an instant with more of them is no log of a real machine. */
const LOOK_BACK = 64;

/** Which process had a pid, or an entity id, at which time. */
export class Lifetimes {
  readonly #processes: readonly Started[];
  readonly #byPid = new Map<string, number[]>();
  readonly #byEntity = new Map<string, number[]>();

  /** @param processes in order: by host and time */
  constructor(processes: readonly Started[]) {
    this.#processes = processes;
    processes.forEach(({ start: { host, pid, entity } }, index) => {
      if (pid !== "") append(this.#byPid, keyOn(host, pid), index);
      if (entity !== "") append(this.#byEntity, keyOn(host, entity), index);
    });
  }

  /**
   * The parent of a process that does not call itself its parent ({@link namesItself}). The entity id decides where both sides have one. Otherwise it is the latest start with
   * the parent's pid that is not after the child's, unless what the child says of its parent is not true of it: then
   * the pid had passed to a process that nobody recorded.
   */
  parentOf(child: number): Parentage {
    const { start } = this.#processes[child]!;
    return this.#byEntityId(start) ?? this.#byProcessId(start);
  }

  /** How many starts with its parent's pid are not after a process: children with the same number share a lifetime. */
  lifetimeOf({ host, parentPid, time }: Start): number {
    const list = this.#byPid.get(keyOn(host, parentPid));
    return list === undefined || time === null ? 0 : this.#notAfter(list, time);
  }

  #byEntityId(start: Start): Parentage | undefined {
    if (start.parentEntity === "") return undefined;
    const list = this.#byEntity.get(keyOn(start.host, start.parentEntity));
    if (list === undefined) return undefined;
    // One id for several starts: a process that became another program. The id alone decides, whatever the time.
    const latest = this.#latest(list, start.time);
    const near = latest.length > 0 ? latest : list.slice(0, 1);
    const fitting = near.filter((index) => agree(this.#program(index), start.parentProgram));
    const choice = fitting.length > 0 ? fitting : near;
    return { parent: choice.at(-1)!, by: "entity-id", ambiguous: choice.length > 1 };
  }

  #byProcessId(start: Start): Parentage {
    if (start.parentPid === "" || start.parentPid === start.pid) return NONE;
    const list = this.#byPid.get(keyOn(start.host, start.parentPid));
    if (list === undefined) return NONE;
    const fitting = this.#latest(list, start.time).filter((index) => this.#mayBeParent(index, start));
    const parent = fitting.at(-1);
    return parent === undefined ? NONE : { parent, by: "pid", ambiguous: fitting.length > 1 };
  }

  /** Not one whose entity id is known to be another. */
  #mayBeParent(index: number, child: Start): boolean {
    const { entity, program } = this.#processes[index]!.start;
    const otherId = entity !== "" && child.parentEntity !== "" && entity !== child.parentEntity;
    return !otherId && agree(program, child.parentProgram);
  }

  /** The latest of the list that are not after `time`, all of one instant; all of it where there is no time. */
  #latest(list: readonly number[], time: bigint | null): readonly number[] {
    const end = time === null ? list.length : this.#notAfter(list, time);
    const found: number[] = [];
    const instant = end === 0 ? null : this.#time(list[end - 1]!);
    for (let i = end - 1; i >= Math.max(0, end - LOOK_BACK); i--) {
      if (time !== null && this.#time(list[i]!) !== instant) break;
      found.push(list[i]!);
    }
    return found.reverse();
  }

  /** How many of an ordered list are not after `time`. */
  #notAfter(list: readonly number[], time: bigint): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareTimes(this.#time(list[middle]!), time) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #time(index: number): bigint | null {
    return this.#processes[index]!.start.time;
  }

  #program(index: number): Program {
    return this.#processes[index]!.start.program;
  }
}

/** Whether a start says anything of a parent. Pid 0 is the kernel's: nothing that started. */
export function namesParent({ parentPid, parentEntity, parentProgram }: Start): boolean {
  if (parentEntity !== "") return true;
  return parentPid !== "" && (parentPid !== "0" || parentProgram.name !== "");
}

/** Whether a start calls itself its parent. */
export function namesItself({ pid, parentPid, entity, parentEntity }: Start): boolean {
  if (parentEntity !== "") return parentEntity === entity;
  return pid !== "" && pid === parentPid;
}

function append(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else list.push(index);
}
