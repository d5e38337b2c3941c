import type { MessageFacts } from "../columns.ts";

type Read = (groups: readonly (string | undefined)[]) => MessageFacts;

/**
 * Account names come from the client and may hold spaces, even ` from 192.0.2.1 port 22`: the last address of a message is
 * the one that sshd wrote. Patterns therefore take as much of the name as they can.
 */
const MESSAGES: readonly (readonly [RegExp, Read])[] = [
  [
    /^Accepted (\S+) for (.*) from (\S+) port (\d+)(?: ssh\d?)?(?:: (.*))?$/s,
    ([method, user, address, port, credential]) => ({
      action: "logon",
      outcome: "success",
      ...present({ method, user, source_address: address, source_port: port, credential }),
    }),
  ],
  [
    /^(?:Failed|Partial) (\S+) for (invalid user |illegal user )?(.*) from (\S+) port (\d+)(?: ssh\d?)?(?:: (.*))?$/s,
    ([method, invalid, user, address, port, credential]) => ({
      action: "logon",
      outcome: "failure",
      ...present({ method, user, source_address: address, source_port: port, credential }),
      ...invalidUser(invalid),
    }),
  ],
  [
    /^(?:Invalid|Illegal) user (.*) from (\S+)(?: port (\d+))?$/s,
    ([user, address, port]) => ({
      action: "invalid-user",
      outcome: "failure",
      ...present({ user, source_address: address, source_port: port }),
      ...invalidUser("yes"),
    }),
  ],
  [
    /^(?:error: )?maximum authentication attempts exceeded for (invalid user )?(.*) from (\S+) port (\d+)(?: ssh\d?)?(?: \[preauth\])?$/s,
    ([invalid, user, address, port]) => ({
      action: "too-many-failures",
      outcome: "failure",
      ...present({ user, source_address: address, source_port: port }),
      ...invalidUser(invalid),
    }),
  ],
  [
    /^User (.*) from (\S+) not allowed because (.*)$/s,
    ([user, address, reason]) => ({
      action: "not-allowed",
      outcome: "failure",
      ...present({ user, source_address: address, reason }),
    }),
  ],
  [
    /^Connection from (\S+) port (\d+)(?: on \S+ port \d+.*)?$/s,
    ([address, port]) => ({ action: "connect", ...present({ source_address: address, source_port: port }) }),
  ],
  [
    /^Did not receive identification string from (\S+?)(?: port (\d+))?$/s,
    ([address, port]) => ({ action: "disconnect", ...present({ source_address: address, source_port: port }) }),
  ],
  [
    /^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) (?:(invalid |authenticating )?user (.*) )?(\S+) port (\d+)(?:: .*| \[preauth\])?$/s,
    ([state, user, address, port]) => ({
      action: "disconnect",
      ...present({ user, source_address: address, source_port: port }),
      ...invalidUser(state === "invalid " ? state : undefined),
    }),
  ],
  [
    /^Received disconnect from (\S+?)(?: port (\d+))?: ?(\d+: .*)$/s,
    ([address, port, reason]) => ({
      action: "disconnect",
      ...present({ source_address: address, source_port: port, reason: reason?.replace(/ \[preauth\]$/, "") }),
    }),
  ],
  [
    /^PAM \d+ more authentication failures?; (.*)$/s,
    ([fields]) => ({ action: "too-many-failures", outcome: "failure", ...pamFields(fields!) }),
  ],
];

/** What the OpenSSH server says: `sshd`, from version 9.8 on also `sshd-session` and `sshd-auth`. */
export function readSshd(message: string): MessageFacts | undefined {
  for (const [pattern, read] of MESSAGES) {
    const match = pattern.exec(message);
    if (match !== null) return read(match.slice(1));
  }
  return undefined;
}

function invalidUser(said: string | undefined): MessageFacts {
  return said === undefined ? {} : { invalid_user: "yes" };
}

/** Leaves out what is not there. */
export function present(facts: { readonly [K in keyof MessageFacts]: string | undefined }): MessageFacts {
  const there: { -readonly [K in keyof MessageFacts]: string } = {};
  for (const name in facts) {
    const fact = facts[name as keyof MessageFacts];
    if (fact !== undefined) there[name as keyof MessageFacts] = fact;
  }
  return there;
}

/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root` */
export function pamFields(text: string): MessageFacts {
  const fields = new Map<string, string>();
  for (const part of text.split(" ")) {
    const equals = part.indexOf("=");
    if (equals > 0 && equals < part.length - 1) fields.set(part.slice(0, equals), part.slice(equals + 1));
  }
  const [ruser, user] = [fields.get("ruser"), fields.get("user")];
  return present({ user: user ?? ruser, source_address: fields.get("rhost"), tty: fields.get("tty") });
}
