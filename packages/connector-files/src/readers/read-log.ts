import type { EventBatch } from "@winnow/core";
import { expandGzip } from "./archive/gzip.ts";
import { readAuditd } from "./auditd/read-auditd.ts";
import type { LogKind } from "./detect.ts";
import { readEvtx } from "./evtx/read-evtx.ts";
import { readJournald } from "./journald/read-journald.ts";
import type { ReaderHooks } from "./reader.ts";
import { readSyslog, type SyslogOptions } from "./syslog/read-syslog.ts";

export interface LogOptions extends SyslogOptions {
  /** What errors call the file. */
  readonly name: string;
  /** Bytes that a packed file may unpack to; 16 GiB unless told otherwise. */
  readonly maxExpandedBytes?: number | undefined;
}

/**
 * Reads a log of a kind that `detectReader` told, packed with gzip or not. Zip archives are taken apart by `zipEntries`
 * before, each entry being a file of its own.
 * @throws `WN1001`, `WN1550`, `WN1551`, `WN1552`: see the reader of the kind and `expandGzip`
 */
export function readLog(
  kind: Exclude<LogKind, "zip">,
  chunks: AsyncIterable<Uint8Array>,
  hooks: ReaderHooks,
  options: LogOptions,
): AsyncGenerator<EventBatch> {
  const plain = expandGzip(chunks, { ...options, signal: hooks.signal });
  switch (kind) {
    case "evtx":
      return readEvtx(plain, hooks);
    case "auditd":
      return readAuditd(plain, hooks);
    case "syslog":
      return readSyslog(plain, hooks, options);
    case "journald":
      return readJournald(plain, hooks);
  }
}
