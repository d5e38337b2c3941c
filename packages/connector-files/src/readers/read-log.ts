import type { EventBatch } from "@winnow/core";
import { readAuditd } from "./auditd/read-auditd.ts";
import type { LogKind } from "./detect.ts";
import { readEvtx } from "./evtx/read-evtx.ts";
import { GapLimit } from "./gap-limit.ts";
import { readJournald } from "./journald/read-journald.ts";
import type { Reader, ReaderHooks } from "./reader.ts";
import { readSyslog, type SyslogOptions } from "./syslog/read-syslog.ts";

/**
 * Reads a log of a kind that `detectReader` found. The gaps of one log are limited to `LIMITS.gapsPerFile`.
 * @throws `WN1001`, `WN1550`: see the reader of the kind
 */
export async function* readLog(
  kind: Exclude<LogKind, "zip">,
  chunks: AsyncIterable<Uint8Array>,
  hooks: ReaderHooks,
  options: SyslogOptions,
): AsyncGenerator<EventBatch> {
  const gaps = new GapLimit(hooks.onGap);
  yield* readerOf(kind, options)(chunks, { ...hooks, onGap: (gap) => gaps.add(gap) });
  gaps.end();
}

function readerOf(kind: Exclude<LogKind, "zip">, options: SyslogOptions): Reader {
  switch (kind) {
    case "evtx":
      return readEvtx;
    case "auditd":
      return readAuditd;
    case "syslog":
      return (chunks, hooks) => readSyslog(chunks, hooks, options);
    case "journald":
      return readJournald;
  }
}
