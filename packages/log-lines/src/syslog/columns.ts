export type MessageColumn =
  | "action"
  | "outcome"
  | "method"
  | "user"
  | "invalid_user"
  | "target_user"
  | "source_address"
  | "source_port"
  | "credential"
  | "service"
  | "session"
  | "tty"
  | "cwd"
  | "command"
  | "reason";

export type LineColumn =
  | "time"
  | "host"
  | "program"
  | "pid"
  | "facility"
  | "severity"
  | "msgid"
  | "structured_data"
  | "message"
  | "repeated";

/** What programs say of logons, sessions and commands, each column with what it holds. */
export const MESSAGE_COLUMNS: Readonly<Record<MessageColumn, string>> = {
  action:
    "what happened: logon (an attempt), invalid-user, authentication-failure, too-many-failures, not-allowed, connect, " +
    "disconnect, session-open, session-close, sudo, su, cron",
  outcome: "success or failure, where the message says how it went",
  method: "how the user proved who it is: password, publickey, keyboard-interactive/pam, none, …",
  user: "the account that logs on, opens a session or asks for a command",
  invalid_user: "yes where the host has no such account",
  target_user: "the account whose rights are asked for (sudo, su)",
  source_address: "address or name of the remote host",
  source_port: "its port",
  credential: "type and fingerprint of the key or certificate",
  service: "the PAM service and step: sshd:session, sudo:auth",
  session: "the session's name, as systemd-logind counts them",
  tty: "the terminal",
  cwd: "the working directory",
  command: "the command line that sudo or cron runs",
  reason: "why it was refused, in the program's words",
};

/** The columns of a syslog event, each with what it holds. All are there in every batch. */
export const SYSLOG_COLUMNS: Readonly<Record<LineColumn | MessageColumn, string>> = {
  time: "when, ISO 8601; without a zone where the log writes none",
  host: "the host, as the log names it",
  program: "the program (its tag)",
  pid: "number of the process",
  facility: "the facility, where the line bears a priority: auth, authpriv, cron, …",
  severity: "the severity, where the line bears a priority: emerg, alert, crit, err, warning, notice, info, debug",
  msgid: "the kind of message (RFC 5424)",
  structured_data: "the structured data (RFC 5424), as written",
  message: "the message",
  repeated: "where the log writes one line for several equal events: how many. Each is an event of its own here",
  ...MESSAGE_COLUMNS,
};

/** What a message says, as far as it is understood. */
export type MessageFacts = Readonly<Partial<Record<MessageColumn, string>>>;
