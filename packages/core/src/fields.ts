import type { ExpressionInput } from "./expressions/syntax.ts";
import type { EventKind } from "./events.ts";

/** The canonical time of an event. The only field whose values are instants. */
export const TIME_FIELD = "@timestamp";

/**
 * The fields that the built-in features and reports know, ECS style, each with its meaning. A field map may add
 * others: a field is any name that the map of the run's source binds.
 */
export const FIELDS: Readonly<Record<string, string>> = {
  "@timestamp": "when the event happened, UTC",
  "event.id": "the source's own id of the record",
  "event.outcome": "success, failure or unknown",
  "event.reason": "why it failed, in words where the source's code is a known one",
  "host.name": "the machine on which it happened",
  "user.name": "the account that acted",
  "user.domain": "the account's domain",
  "user.id": "the account's SID or uid",
  "user.account": "the account with its domain, DOMAIN\\name",
  "user.audit.name": "the account that logged on to begin with, kept through su and sudo (Linux)",
  "user.audit.id": "that account's uid",
  "user.effective.name": "the account whose rights the process got, where it is another one",
  "user.effective.domain": "that account's domain",
  "user.effective.id": "that account's SID or uid",
  "process.executable": "full path of the program that started",
  "process.name": "file name of the program",
  "process.command_line": "the whole command line",
  "process.working_directory": "directory it was started in",
  "process.pid": "process id, in decimal digits",
  "process.entity_id": "the source's unique id of the process",
  "process.parent.executable": "full path of the parent program",
  "process.parent.name": "file name of the parent program",
  "process.parent.command_line": "the parent's command line",
  "process.parent.pid": "the parent's process id, in decimal digits",
  "process.parent.entity_id": "the source's unique id of the parent",
  "process.hash.sha256": "SHA-256 of the program's file",
  "process.hashes": "hashes of the program's file, as the source lists them",
  "process.original_name": "the file name that the program was built under",
  "process.integrity": "integrity level: Untrusted, Low, Medium, MediumPlus, High, System, Protected, AppContainer",
  "process.elevation": "token elevation type: Default, Full (elevated), Limited",
  "source.ip": "address the logon came from; empty where it came from the machine itself",
  "source.port": "port the logon came from",
  "source.host": "name of the machine the logon came from",
  "user_agent.original": "the client program, as it names itself",
  "winlog.event_id": "Windows event id",
  "winlog.logon.id": "id of the logon session",
  "winlog.effective.logon.id": "the session whose rights the process got, where it is another one",
  "winlog.logon.type": "Windows logon type, a number",
  "winlog.logon.process": "logon process",
  "winlog.logon.package": "authentication package",
  "winlog.subject.name": "the account that asked for the logon",
  "winlog.subject.domain": "its domain",
  "winlog.subject.id": "its SID",
  "winlog.subject.logon.id": "the session it asked from",
  "winlog.status": "status code",
  "winlog.sub_status": "sub-status code",
};

/** How a time is written in a source. `auto` reads ISO 8601 and its kin, and epoch numbers by their magnitude. */
export type TimeFormat = "auto" | "iso" | "epoch-s" | "epoch-ms" | "epoch-us" | "epoch-ns";

/**
 * Where a field's values come from: a column's name, an expression whose leaves are column names, or several of
 * these, of which the first that the source's columns allow is taken. The time's source is a column or several.
 */
export type FieldSource = ExpressionInput | readonly ExpressionInput[];

/** A column that a map requires: its name, or several names of which the source must have one. */
export type RequiredColumn = string | readonly string[];

/** For one log schema: field → source column or expression. Bound once, in the plan; no row is rewritten. */
export interface FieldMap {
  readonly name: string;
  readonly summary: string;
  /**
   * The log schema, where it has one map for each of several kinds of event. A profile may then name the schema, and
   * the map for the kind of event that its features are about is taken.
   */
  readonly schema?: string;
  /** The kind of event that rows of this schema record. */
  readonly event: EventKind;
  /** Columns that must all be there for this map to be the one meant. */
  readonly requires: readonly RequiredColumn[];
  /**
   * A condition over columns, which holds for the rows that record this kind of event. The others of a mixed source are
   * filtered out. Columns that the source lacks count as empty; every row is meant when it is left out.
   */
  readonly selects?: ExpressionInput;
  /**
   * A condition over columns that tells this schema from another with the same columns. The map is detected only where it
   * holds for most of the events that a sample has of this kind.
   */
  readonly when?: ExpressionInput;
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** Format of the time column; `auto` when left out. */
  readonly time?: TimeFormat;
}
