/** A time stamp of RFC 3164: no year, no zone. */
export interface YearlessTime {
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** `HH:MM:SS`, with fractions where written. */
  readonly clock: string;
}

/** A line of a syslog file, cut into its parts. */
export interface SyslogLine {
  /** ISO 8601 as written, or what there is; `null` where RFC 5424 says that there is none. */
  readonly time: string | YearlessTime | null;
  readonly priority: number | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: string | null;
  readonly msgid: string | null;
  readonly structuredData: string | null;
  readonly message: string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const PRIORITY = String.raw`(?:<(\d{1,3})>)?`;
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const RFC_3164 = new RegExp(String.raw`^${PRIORITY}(${MONTHS.join("|")}) {1,2}(\d{1,2}) (?:(\d{4}) )?(${CLOCK}):? `);
const ISO = String.raw`\d{4}-\d\d-\d\dT${CLOCK}(?:Z|[+-]\d\d:?\d\d)?`;
const RFC_3339 = new RegExp(`^${PRIORITY}(${ISO}) `);
/** Streams written to a file may still bear the length of each message (RFC 6587). */
const RFC_5424 = new RegExp(String.raw`^(?:\d{1,9} )?<(\d{1,3})>1 (-|${ISO}) (\S+) (\S+) (\S+) (\S+) `);

/** `undefined` where the line begins in none of the three ways. */
export function parseLine(text: string): SyslogLine | undefined {
  // Most lines begin with the name of a month, and each pattern that is not tried saves time.
  return isLetter(text.charCodeAt(0)) ? parse3164(text) : (parse5424(text) ?? parse3339(text) ?? parse3164(text));
}

function isLetter(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function parse5424(text: string): SyslogLine | undefined {
  const match = RFC_5424.exec(text);
  if (match === null) return undefined;
  const [all, priority, time, host, program, pid, msgid] = match;
  const rest = text.slice(all.length);
  const dataEnd = endOfStructuredData(rest);
  if (dataEnd === undefined) return undefined;
  return {
    time: unlessNil(time!),
    priority: Number(priority),
    host: unlessNil(host!),
    program: unlessNil(program!),
    pid: unlessNil(pid!),
    msgid: unlessNil(msgid!),
    structuredData: unlessNil(rest.slice(0, dataEnd)),
    message: rest.slice(dataEnd).replace(/^ \ufeff?/, ""),
  };
}

function unlessNil(text: string): string | null {
  return text === "-" ? null : text;
}

/** Where the structured data ends: `-`, or elements `[id name="value"]` in which `\"`, `\\` and `\]` are escaped. */
function endOfStructuredData(text: string): number | undefined {
  if (text === "-" || text.startsWith("- ")) return 1;
  let at = 0;
  while (text[at] === "[") {
    let quoted = false;
    for (at++; at < text.length && (quoted || text[at] !== "]"); at++) {
      if (quoted && text[at] === "\\") at++;
      else if (text[at] === '"') quoted = !quoted;
    }
    if (at >= text.length) return undefined;
    at++;
  }
  return at > 0 && (at === text.length || text[at] === " ") ? at : undefined;
}

function parse3339(text: string): SyslogLine | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  return afterTime(text.slice(match[0].length), match[2]!.replace(",", "."), numberOf(match[1]));
}

function parse3164(text: string): SyslogLine | undefined {
  const match = RFC_3164.exec(text);
  if (match === null) return undefined;
  const [all, priority, monthName, dayText, year, clockText] = match;
  const clock = clockText!.replace(",", ".");
  const month = MONTHS.indexOf(monthName!) + 1;
  const time =
    year === undefined ? { month, day: Number(dayText), clock } : isoTime(Number(year), month, Number(dayText), clock);
  return afterTime(text.slice(all.length), time, numberOf(priority));
}

function numberOf(priority: string | undefined): number | null {
  return priority === undefined ? null : Number(priority);
}

const two = (number: number): string => String(number).padStart(2, "0");

export function isoTime(year: number, month: number, day: number, clock: string): string {
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${clock}`;
}

const TAG = /^([^\s[:]{1,256})(?:\[([^\]\s]{0,64})\])?:(?: |$)/;

/** `host tag[pid]: message`; the host may be left out, and lines of the logger itself bear no tag. */
function afterTime(rest: string, time: SyslogLine["time"], priority: number | null): SyslogLine {
  let host: string | null = null;
  let said = rest;
  let tag = TAG.exec(rest);
  const space = rest.indexOf(" ");
  if (tag === null && space >= 0) {
    host = rest.slice(0, space);
    said = rest.slice(space + 1);
    tag = TAG.exec(said);
  }
  return {
    time,
    priority,
    host,
    program: tag?.[1] ?? null,
    pid: tag?.[2] || null,
    msgid: null,
    structuredData: null,
    message: tag === null ? said : said.slice(tag[0].length),
  };
}

const FACILITIES = (
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock " +
  "local0 local1 local2 local3 local4 local5 local6 local7"
).split(" ");
const SEVERITIES = "emerg alert crit err warning notice info debug".split(" ");

/** Names of a priority's two parts. Facilities that nobody defined have none. */
export function priorityNames(priority: number | null): {
  readonly facility: string | null;
  readonly severity: string | null;
} {
  if (priority === null) return { facility: null, severity: null };
  return { facility: FACILITIES[priority >> 3] ?? null, severity: SEVERITIES[priority & 7]! };
}
