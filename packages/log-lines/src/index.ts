export { RowBatcher, type Row } from "./row-batcher.ts";
export { SourceColumns, SourceRecord } from "./source-columns.ts";
export {
  MESSAGE_COLUMNS,
  SYSLOG_COLUMNS,
  type LineColumn,
  type MessageColumn,
  type MessageFacts,
} from "./syslog/columns.ts";
export { eventRow } from "./syslog/event-row.ts";
export { isoTime, parseLine, priorityNames, type SyslogLine, type YearlessTime } from "./syslog/line.ts";
export { readMessage } from "./syslog/messages/read-message.ts";
export { repeatedMessage } from "./syslog/repeats.ts";
