import { compareTexts, compareTimes } from "../forest/start.ts";
import type { ProcessNode } from "../graph.ts";
import { hostKey, keyOn, sessionKey, wellKnownSession } from "../identifiers.ts";
import type { Logon } from "../records.ts";
import { Session } from "./session.ts";

/** The sessions of one id on one host. */
interface Succession {
  /** In order of time. Just one where every machine has the session. */
  readonly begun: Session[];
  /** That of processes before the first logon with the id. */
  unseen: Session | undefined;
}

/** All sessions, by host and id. */
export class Registry {
  readonly #windows: ReadonlySet<string>;
  readonly #window: bigint;
  readonly #successions = new Map<string, Succession>();

  /**
   * @param windows hosts that run Windows, in comparable form
   * @param window how far apart records of one thing may be, in µs
   */
  constructor(windows: ReadonlySet<string>, window: bigint) {
    this.#windows = windows;
    this.#window = window;
  }

  /**
   * Takes a logon; logons come in order of time.
   * @returns whether there is a session of it
   */
  addLogon(logon: Logon): boolean {
    const id = sessionKey(logon.logonId);
    if (id === "" || logon.outcome === "failure") return false;
    const { begun } = this.#successionOf(logon.host, id, logon.logonId);
    const latest = begun.at(-1);
    if (latest !== undefined && (latest.wellKnown !== undefined || latest.isOf(logon, this.#window))) {
      latest.logons.push(logon);
    } else {
      const session = new Session(logon.host, id, undefined, logon.logonId);
      session.logons.push(logon);
      begun.push(session);
    }
    return true;
  }

  /** Takes a process, after all logons. One whose record names no session is left out. */
  addProcess(key: string, process: ProcessNode): void {
    const logonId = sessionKey(process.effectiveLogonId) === "" ? process.logonId : process.effectiveLogonId;
    const id = sessionKey(logonId);
    if (id === "") return;
    const succession = this.#successionOf(process.host, id, logonId);
    const begun = this.#begunBy(succession.begun, process.time);
    const session = begun ?? (succession.unseen ??= new Session(process.host, id, undefined, logonId));
    session.add(key, process);
  }

  /** By host, time and id. */
  sessions(): Session[] {
    const all = [...this.#successions.values()].flatMap(({ begun, unseen }) => [unseen ?? [], begun].flat());
    return all
      .map((session) => ({ session, host: hostKey(session.host), seen: session.seen }))
      .sort(
        (a, b) =>
          compareTexts(a.host, b.host) || compareTimes(a.seen, b.seen) || compareTexts(a.session.id, b.session.id),
      )
      .map(({ session }) => session);
  }

  #successionOf(host: string, id: string, logonId: string): Succession {
    const key = keyOn(hostKey(host), id);
    let succession = this.#successions.get(key);
    if (succession === undefined) {
      // Only Windows writes ids like this.
      const windows = /^\s*0x/i.test(logonId) || this.#windows.has(hostKey(host));
      const name = wellKnownSession(id, windows);
      succession = { begun: name === undefined ? [] : [new Session(host, id, name, logonId)], unseen: undefined };
      this.#successions.set(key, succession);
    }
    return succession;
  }

  /** The latest session that is not after `time`; the first where it is barely after, or where there is no time. */
  #begunBy(begun: readonly Session[], time: bigint | null): Session | undefined {
    const [first] = begun;
    if (first === undefined || first.wellKnown !== undefined || time === null) return first;
    let low = 0;
    let high = begun.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareTimes(begun[middle]!.time, time) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low > 0) return begun[low - 1];
    return first.time! - time <= this.#window ? first : undefined;
  }
}
