import { parseTime, TIME_FIELD } from "@winnow/expressions";
import { type EventBatch, type RunResult } from "@winnow/core";

/** One record of a process start. Every text is as its field gives it; empty where there is none. */
export interface ProcessStart {
  /** Data row of the event. */
  readonly event: number;
  /** µs since 1970, UTC; `null` where the source has no time. */
  readonly time: bigint | null;
  readonly host: string;
  /** Decimal or hexadecimal (`0x1f4`). */
  readonly pid: string;
  readonly parentPid: string;
  readonly executable: string;
  readonly name: string;
  readonly commandLine: string;
  readonly parentExecutable: string;
  readonly parentName: string;
  readonly user: string;
  /** The session of who started the process; the process runs in it unless `effectiveLogonId` says otherwise. */
  readonly logonId: string;
  /** The session that the process was started for (event 4688, `TargetLogonId`). */
  readonly effectiveLogonId?: string;
  /** The source's unique id of the process (Sysmon's `ProcessGuid` or the like), and that of its parent. */
  readonly entityId?: string;
  readonly parentEntityId?: string;
}

/** One record of a logon. Every text is as its field gives it; empty where there is none. */
export interface Logon {
  readonly event: number;
  /** µs since 1970, UTC; `null` where the source has no time. */
  readonly time: bigint | null;
  readonly host: string;
  /** Who logged on, with the domain where there is one. */
  readonly account: string;
  readonly domain: string;
  readonly sid: string;
  /** The session that the logon made: Windows' `TargetLogonId`, the session number of Linux audit. */
  readonly logonId: string;
  /** The session that it was asked for from: Windows' `SubjectLogonId`. */
  readonly subjectLogonId: string;
  /** Windows' number of the logon type. */
  readonly type: string;
  /** `failure` where no session came of it. */
  readonly outcome: string;
  readonly sourceIp: string;
  readonly sourceHost: string;
}

/** The part of a run that reads events. */
export type FieldSource = Pick<RunResult, "reader">;

type Column = (row: number) => string;

/**
 * The process starts of a batch.
 *
 * @param firstRow data row of the first event, where the batch itself does not say which data rows it holds
 */
export function readProcessStarts(batch: EventBatch, source: FieldSource, firstRow = 0): ProcessStart[] {
  const column = columnsOf(batch, source);
  const [time, host, user, logonId] = [
    column(TIME_FIELD),
    column("host.name"),
    userOf(column),
    column("winlog.logon.id"),
  ];
  const [pid, parentPid] = [column("process.pid"), column("process.parent.pid")];
  const [executable, name] = [column("process.executable"), column("process.name")];
  const [parentExecutable, parentName] = [column("process.parent.executable"), column("process.parent.name")];
  const commandLine = column("process.command_line");
  const effectiveLogonId = column("winlog.effective.logon.id");
  const [entityId, parentEntityId] = [column("process.entity_id"), column("process.parent.entity_id")];
  return Array.from({ length: batch.rows }, (_, row) => ({
    event: batch.dataRows?.[row] ?? firstRow + row,
    time: parseTime(time(row)),
    host: host(row),
    pid: pid(row),
    parentPid: parentPid(row),
    executable: executable(row),
    name: name(row),
    commandLine: commandLine(row),
    parentExecutable: parentExecutable(row),
    parentName: parentName(row),
    user: user(row),
    logonId: logonId(row),
    effectiveLogonId: effectiveLogonId(row),
    entityId: entityId(row),
    parentEntityId: parentEntityId(row),
  }));
}

/**
 * The logons of a batch.
 *
 * @param firstRow data row of the first event, where the batch itself does not say which data rows it holds
 */
export function readLogons(batch: EventBatch, source: FieldSource, firstRow = 0): Logon[] {
  const column = columnsOf(batch, source);
  const [time, host, account, domain] = [
    column(TIME_FIELD),
    column("host.name"),
    userOf(column),
    column("user.domain"),
  ];
  const [sid, type, outcome] = [column("user.id"), column("winlog.logon.type"), column("event.outcome")];
  const [logonId, subjectLogonId] = [column("winlog.logon.id"), column("winlog.subject.logon.id")];
  const [sourceIp, sourceHost] = [column("source.ip"), column("source.host")];
  return Array.from({ length: batch.rows }, (_, row) => ({
    event: batch.dataRows?.[row] ?? firstRow + row,
    time: parseTime(time(row)),
    host: host(row),
    account: account(row),
    domain: domain(row),
    sid: sid(row),
    logonId: logonId(row),
    subjectLogonId: subjectLogonId(row),
    type: type(row),
    outcome: outcome(row),
    sourceIp: sourceIp(row),
    sourceHost: sourceHost(row),
  }));
}

/** Readers of the batch's columns; a field that the source lacks is empty everywhere. */
function columnsOf(batch: EventBatch, source: FieldSource): (field: string) => Column {
  return (field) => source.reader(field)?.(batch) ?? (() => "");
}

/** The account with its domain, or without one where the source has no more. */
function userOf(column: (field: string) => Column): Column {
  const [account, name] = [column("user.account"), column("user.name")];
  return (row) => account(row) || name(row);
}
