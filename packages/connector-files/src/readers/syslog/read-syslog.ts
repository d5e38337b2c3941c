import type { EventBatch } from "@winnow/core";
import {
  eventRow,
  isoTime,
  parseLine,
  priorityNames,
  repeatedMessage,
  RowBatcher,
  SYSLOG_COLUMNS,
  type LineColumn,
  type Row,
  type SyslogLine,
} from "@winnow/log-lines";
import { readLines, type Line } from "../lines.ts";
import { excerpt, type ReaderHooks } from "../reader.ts";
import { isDay, Years } from "./years.ts";

export interface SyslogOptions {
  /**
   * For lines without a year: when the file was last written, which is right for logs of up to a year, or the year of the
   * first line, which `firstYear` finds for longer ones. Without it the year of today is taken, and said.
   */
  readonly yearHint?: Date | number | undefined;
}

/**
 * Reads a syslog file, one event per line, in order: lines of RFC 3164 (`Mar  1 00:10:08 host sshd[1]: …`), RFC 5424, and
 * with an ISO 8601 time, mixed as they may be. The columns are {@link SYSLOG_COLUMNS}; messages of sshd, sudo, su, cron,
 * PAM and systemd-logind are understood.
 *
 * `message repeated 3 times: [ … ]` and `last message repeated 3 times` are three events, each with `repeated` 3.
 * Lines that begin with no time are rejected, and so are days that the year does not have.
 * @throws `WN1001` once the signal has fired
 */
export async function* readSyslog(
  chunks: AsyncIterable<Uint8Array>,
  hooks: ReaderHooks,
  { yearHint }: SyslogOptions = {},
): AsyncGenerator<EventBatch> {
  const batcher = new RowBatcher(Object.keys(SYSLOG_COLUMNS));
  const log = new SyslogLog(hooks, new Years(yearHint, new Date()));
  for await (const lines of readLines(chunks, hooks)) {
    for (const line of lines) {
      for (const row of log.rows(line)) {
        const batch = batcher.add(row);
        if (batch !== undefined) yield batch;
      }
    }
  }
  log.warn();
  const batch = batcher.flush();
  if (batch !== undefined) yield batch;
}

/** Loggers say at most how often in some minutes; forged lines must not make events without end. */
const MAX_REPEATS_OF_LINE = 65_536;
const MAX_REPEATS = 1_000_000;
const MAX_REPEATED_CHARACTERS = 1 << 26;

const REPEATED_LAST = /^last message repeated ([1-9]\d{0,14}) times$/;

class SyslogLog {
  readonly #hooks: ReaderHooks;
  readonly #years: Years;
  #last: SyslogLine | undefined;
  #repeats = 0;
  #repeatedCharacters = 0;

  constructor(hooks: ReaderHooks, years: Years) {
    this.#hooks = hooks;
    this.#years = years;
  }

  *rows({ number, text }: Line): Generator<Row> {
    const reject = (reason: string): void => this.#hooks.onReject({ line: number, reason, text: excerpt(text) });
    const line = parseLine(text);
    if (line === undefined) {
      this.#last = undefined;
      return reject("the line begins with no time that syslog writes");
    }
    const time = this.#timeOf(line);
    if (time === undefined) return reject("there is no such day in its year");
    const repeated = this.#repeated(line);
    if (repeated === undefined) {
      this.#last = line;
      yield lineRow(line, time, null);
      return;
    }
    if (repeated.line === undefined) return reject("the message before, which is repeated, is not in the log");
    const row = lineRow(repeated.line, time, String(repeated.times));
    if (!this.#mayRepeat(row, repeated.times)) return reject("the message is said to repeat more often than can be");
    for (let i = 0; i < repeated.times; i++) yield row;
  }

  /** Whether so many events may come of one line, and of all lines together. */
  #mayRepeat(row: Row, times: number): boolean {
    const characters = times * [...row.values()].reduce((sum, value) => sum + (value?.length ?? 0), 0);
    const within =
      times <= MAX_REPEATS_OF_LINE &&
      this.#repeats + times <= MAX_REPEATS &&
      this.#repeatedCharacters + characters <= MAX_REPEATED_CHARACTERS;
    if (!within) return false;
    this.#repeats += times;
    this.#repeatedCharacters += characters;
    return true;
  }

  warn(): void {
    for (const warning of this.#years.warnings()) this.#hooks.onWarn(warning);
  }

  #timeOf({ time }: SyslogLine): string | null | undefined {
    if (time === null) return null;
    if (typeof time === "string") {
      this.#years.note(time);
      return time;
    }
    const year = this.#years.yearOf(time);
    return isDay(year, time) ? isoTime(year, time.month, time.day, time.clock) : undefined;
  }

  /** What a line repeats, and how often; `undefined` where it is one event of its own. */
  #repeated(line: SyslogLine): { readonly times: number; readonly line: SyslogLine | undefined } | undefined {
    const own = repeatedMessage(line.message);
    if (own !== undefined) return { times: own.times, line: { ...line, message: own.message } };
    const last = line.program === null ? REPEATED_LAST.exec(line.message) : null;
    return last === null
      ? undefined
      : { times: Number(last[1]), line: this.#last?.host === line.host ? this.#last : undefined };
  }
}

function lineRow(line: SyslogLine, time: string | null, repeated: string | null): Row {
  const { facility, severity } = priorityNames(line.priority);
  const row = new Map<LineColumn, string | null>();
  row.set("time", time);
  row.set("host", line.host);
  row.set("program", line.program);
  row.set("pid", line.pid);
  row.set("facility", facility);
  row.set("severity", severity);
  row.set("msgid", line.msgid);
  row.set("structured_data", line.structuredData);
  row.set("message", line.message);
  row.set("repeated", repeated);
  return eventRow(row);
}
