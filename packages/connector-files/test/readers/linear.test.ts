import { describe, expect, it } from "vitest";
import { readAuditd } from "../../src/readers/auditd/read-auditd.ts";
import { readJournald } from "../../src/readers/journald/read-journald.ts";
import type { Reader } from "../../src/readers/reader.ts";
import { readSyslog } from "../../src/readers/syslog/read-syslog.ts";

const SYSLOG = "Jan  1 00:00:00 h ";
const AUDIT = "type=EXECVE msg=audit(1700000000.123:7): ";
const ENTRY = '{"__REALTIME_TIMESTAMP":"1700000000000000"';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
const times = (count: number, text: string): string => text.repeat(count);

/** Inputs that repeat whatever a pattern could try again and again, of a size that grows with `n`. */
const SHAPES: readonly (readonly [string, Reader, (n: number) => string])[] = [
  ["sshd: addresses", readSyslog, (n) => `${SYSLOG}sshd[1]: Failed password for ${times(n, " from 1 port 1")}x`],
  ["sshd: digits", readSyslog, (n) => `${SYSLOG}sshd[1]: Failed password for a from b port ${times(n, "1")}x`],
  ["sshd: words", readSyslog, (n) => `${SYSLOG}sshd[1]: Disconnected from user ${times(n, "a port 1 ")}x`],
  ["sshd: reasons", readSyslog, (n) => `${SYSLOG}sshd[1]: Received disconnect from ${times(n, ":1")}`],
  [
    "sshd: no identification",
    readSyslog,
    (n) => `${SYSLOG}sshd: Did not receive identification string from ${times(n, "a port 1")} `,
  ],
  ["PAM fields", readSyslog, (n) => `${SYSLOG}sshd: pam_unix(sshd:auth): authentication failure; ${times(n, "a=1 ")}`],
  ["sudo: parts", readSyslog, (n) => `${SYSLOG}sudo: mei : ${times(n, "A=1 ; ")}COMMAND=x`],
  ["sudo: spaces", readSyslog, (n) => `${SYSLOG}sudo: mei : TTY=1${times(n, " ")};`],
  ["logind: quotes", readSyslog, (n) => `${SYSLOG}systemd-logind: New session '${times(n, "a'")}`],
  ["logind: users", readSyslog, (n) => `${SYSLOG}systemd-logind: New session a of user ${times(n, "a. ")}x`],
  ["su", readSyslog, (n) => `${SYSLOG}su: FAILED SU (to ${times(n, "a")}) b`],
  ["cron", readSyslog, (n) => `${SYSLOG}cron: (root) CMD (${times(n, ")")} `],
  ["structured data", readSyslog, (n) => `<34>1 2024-01-01T00:00:00Z h p 1 m ${times(n, '[a b="\\]"]')}x`],
  ["words of a header", readSyslog, (n) => `<34>1 2024-01-01T00:00:00Z ${times(n, "a ")}`],
  ["lines that are no syslog", readSyslog, (n) => lines(n, () => "x")],
  ["NUL bytes", readSyslog, (n) => `${times(n, "\0")}\n${times(n, "\0\n")}`],
  ["fields of an audit record", readAuditd, (n) => AUDIT + lines(n, (i) => `f${i}=1`).replaceAll("\n", " ")],
  ["arguments", readAuditd, (n) => AUDIT + lines(n, (i) => `a${n - i}=41`).replaceAll("\n", " ")],
  ["pieces of arguments", readAuditd, (n) => AUDIT + lines(n, (i) => `a1[${n - i}]=41`).replaceAll("\n", " ")],
  ["equals signs", readAuditd, (n) => AUDIT + times(n, "=")],
  ["quotes", readAuditd, (n) => AUDIT + times(n, 'a="')],
  ["messages in messages", readAuditd, (n) => AUDIT + times(n, " msg='")],
  ["records of one event", readAuditd, (n) => lines(Math.ceil(n / 16), () => `${AUDIT}a0=41`)],
  ["events that never end", readAuditd, (n) => lines(n, (i) => `type=A msg=audit(1.000:${i}): a=1`)],
  ["nodes", readAuditd, (n) => `node=${times(n, "a")} type=${times(n, "b")} msg=audit(x`],
  ["fields of an entry", readJournald, (n) => `${ENTRY},${lines(n, (i) => `"f${i}":"v"`).replaceAll("\n", ",")}}`],
  [
    "fields that collide",
    readJournald,
    (n) => `${ENTRY},${lines(n, (i) => `"message_${i}":"v"`).replaceAll("\n", ",")}}`,
  ],
  ["entries of other fields", readJournald, (n) => lines(n, (i) => `${ENTRY},"f${i}":"v"}`)],
  ["long names", readJournald, (n) => `${ENTRY},"${times(n, "N")}":"v","${times(n, "n")}":"v"}`],
  ["bytes of a message", readJournald, (n) => `${ENTRY},"MESSAGE":[${times(n, "1,")}1]}`],
  ["arrays in arrays", readJournald, (n) => `${ENTRY},"M":${times(n, "[")}${times(n, "]")}}`],
];

const GROWTH = 8;
const SMALL = 2000;

/** Processor time in milliseconds, the least of some runs: whatever else the machine does is left out. */
async function cost(reader: Reader, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  let least = Infinity;
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage();
    const hooks = { onReject: () => {}, onWarn: () => {}, onGap: () => {} };
    for await (const _ of reader(pieces(bytes), hooks));
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

describe("the time of a log", () => {
  it.each(SHAPES)("grows with its size and no faster: %s", { timeout: 60_000 }, async (_, reader, shape) => {
    const small = await cost(reader, shape(SMALL));
    const large = await cost(reader, shape(SMALL * GROWTH));
    // Quadratic work would take 64 times as long. What takes next to no time says nothing about growth.
    expect(large).toBeLessThan(Math.max(small, 4) * GROWTH * 3);
  });
});
