import type { ProcessNode, SessionNode } from "../graph.ts";
import type { Logon } from "../records.ts";

/** A session while logons and processes are put into it. */
export class Session {
  readonly host: string;
  /** Comparable form of the logon id. */
  readonly id: string;
  /** Its name where every machine has it. */
  readonly wellKnown: string | undefined;
  readonly logonId: string;
  /** In order of time. */
  readonly logons: Logon[] = [];
  /** Keys of the processes that run in it. */
  readonly processes: string[] = [];
  #firstProcess: bigint | null = null;

  constructor(host: string, id: string, wellKnown: string | undefined, logonId: string) {
    this.host = host;
    this.id = id;
    this.wellKnown = wellKnown;
    this.logonId = logonId;
  }

  /** When it began: `null` for one that every machine has, or whose logon nobody recorded. */
  get time(): bigint | null {
    return this.wellKnown === undefined ? (this.logons[0]?.time ?? null) : null;
  }

  /** The earliest that is known of it. */
  get seen(): bigint | null {
    return earlier(this.logons[0]?.time ?? null, this.#firstProcess);
  }

  get events(): number[] {
    return this.logons.map(({ event }) => event).sort((a, b) => a - b);
  }

  add(key: string, process: ProcessNode): void {
    this.processes.push(key);
    this.#firstProcess = earlier(this.#firstProcess, process.seen);
  }

  /** Whether a logon with the same id that is not before this session's is one more record of it. */
  isOf(logon: Logon, window: bigint): boolean {
    const [first] = this.logons;
    if (first === undefined || first.account.toLowerCase() !== logon.account.toLowerCase()) return false;
    if (first.time === null || logon.time === null) return first.time === logon.time;
    return first.type === logon.type && logon.time - first.time <= window;
  }

  toNode(): SessionNode {
    const logon = this.wellKnown === undefined ? this.logons[0] : undefined;
    return {
      kind: "session",
      host: this.host,
      logonId: this.logonId,
      name: this.wellKnown ?? logon?.account ?? "",
      wellKnown: this.wellKnown !== undefined,
      account: logon?.account ?? "",
      domain: logon?.domain ?? "",
      sid: logon?.sid ?? "",
      type: logon?.type ?? "",
      sourceIp: logon?.sourceIp ?? "",
      sourceHost: logon?.sourceHost ?? "",
      subjectLogonId: logon?.subjectLogonId ?? "",
      time: this.time,
      seen: this.seen,
      events: this.events,
      processes: this.processes.length,
    };
  }
}

function earlier(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
