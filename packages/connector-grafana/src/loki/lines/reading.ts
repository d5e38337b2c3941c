import { SYSLOG_COLUMNS } from "@winnow/log-lines";
import { parseJsonLine } from "./json.ts";
import { parseLogfmt } from "./logfmt.ts";
import type { LineForm, LineReading } from "./parser.ts";
import { patternParser, readPattern } from "./pattern.ts";
import { parseSyslogLine } from "./syslog.ts";
import { parseWindowsEvent } from "./windows-event.ts";

/** How lines of a form are read; `undefined` for `none`, and for patterns that options refuse. */
export async function readingOf(form: LineForm): Promise<LineReading | undefined> {
  if (typeof form === "object") return described(form);
  switch (form) {
    case "none":
      return undefined;
    case "json":
      return { parse: parseJsonLine, columns: [], form: "JSON objects" };
    case "logfmt":
      return { parse: parseLogfmt, columns: [], form: "logfmt" };
    case "windows-event":
      return { parse: parseWindowsEvent, columns: [], form: "events of Windows as Promtail and Alloy write them" };
    case "syslog":
      return { parse: parseSyslogLine, columns: Object.keys(SYSLOG_COLUMNS), form: "lines of syslog" };
  }
}

async function described(form: Exclude<LineForm, string>): Promise<LineReading | undefined> {
  if ("pattern" in form) {
    const pattern = readPattern(form.pattern);
    return pattern === undefined ? undefined : { parse: patternParser(pattern), columns: [], form: "the pattern says" };
  }
  const { regexpParser } = await import("./regexp.ts");
  const parse = regexpParser(form.regexp);
  return parse === undefined ? undefined : { parse, columns: [], form: "the regular expression says" };
}
