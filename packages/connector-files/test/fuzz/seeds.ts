import { crc32 } from "node:zlib";
import type { LogKind } from "../../src/readers/detect.ts";
import {
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  sealHeader,
  stringValue,
  value,
  xmlValue,
} from "../readers/evtx/evtx-builder.ts";
import type { Dice } from "./mutations.ts";

export interface Seed {
  readonly kind: Exclude<LogKind, "zip">;
  readonly bytes: Buffer;
  /** Records of the undamaged file. */
  readonly records: number;
  /** An offset that is worth damaging. */
  place(dice: Dice): number;
}

const FILE_HEADER = 4096;
const CHUNK = 65_536;

const template = eventTemplate(
  element("EventData", {}, element("Data", { Name: "Image" }, hole(10)), element("Data", {}, hole(11, 0x81))),
  element("UserData", {}, hole(12, 0x21), element("List", {}, hole(11, 0x81), element("Item", {}, hole(13, 0x84)))),
);

const chunk = (first: number, records: number): Buffer =>
  evtxChunk(
    Array.from({ length: records }, (_, index) =>
      eventRecord(
        BigInt(first + index),
        4688,
        template,
        stringValue(`C:\\${index}.exe`),
        value(0x81, "610000006200"),
        xmlValue(element("Own", { a: "b" }, element("Who", {}, "me"))),
        value(0x84, "01020304"),
      ),
    ),
  );

/** An event log of one or two chunks with a few records each: offsets up to 5,000 of a chunk hold something. */
function eventLog(chunks: readonly Buffer[], records: number): Seed {
  const bytes = evtxFile(chunks, { nextRecord: BigInt(records + 1) });
  const place = (dice: Dice): number => {
    if (dice.happens(0.05)) return dice.below(bytes.length);
    if (dice.happens(0.05)) return dice.below(128);
    return FILE_HEADER + dice.below(chunks.length) * CHUNK + dice.below(dice.happens(0.15) ? 512 : 5000);
  };
  return { kind: "evtx", bytes, records, place };
}

function lines(kind: Seed["kind"], texts: readonly string[]): Seed {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
  return { kind, bytes, records: texts.length, place: (dice) => dice.below(bytes.length) };
}

const AUDIT = (serial: number, type: string, fields: string): string =>
  `type=${type} msg=audit(1700000000.${String(serial).padStart(3, "0")}:${serial}): ${fields}`;

const entry = (fields: object): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: "1709210096789012", _HOSTNAME: "web", ...fields });

export const SEEDS: readonly Seed[] = [
  eventLog([chunk(1, 6)], 6),
  eventLog([chunk(1, 3), chunk(4, 3)], 6),
  lines("auditd", [
    AUDIT(
      1,
      "SYSCALL",
      'arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=2 auid=1000 comm="id" exe="/usr/bin/id" key="x"',
    ),
    AUDIT(1, "EXECVE", 'argc=3 a0="id" a1[0]=2D a1[1]=75 a2=2F746D702F6120622063'),
    AUDIT(1, "CWD", 'cwd="/root"'),
    AUDIT(1, "PATH", 'item=0 name="/usr/bin/id" inode=1'),
    AUDIT(1, "PROCTITLE", "proctitle=6964002D75"),
    AUDIT(1, "EOE", ""),
    `node=web ${AUDIT(2, "USER_LOGIN", `pid=9 uid=0 msg='op=login acct="root" hostname=h addr=192.0.2.1 res=failed'\x1dUID="root"`)}`,
    "----",
    "no audit record",
  ]),
  lines("syslog", [
    "Feb 29 12:34:56 web sshd[1]: Failed password for invalid user a b from 192.0.2.7 port 4711 ssh2",
    '<34>1 2024-02-29T12:34:56.789Z web sshd 12 ID47 [a b="c\\]"][d] Accepted publickey for root from ::1 port 1 ssh2: RSA x',
    "2024-02-29T12:34:56+01:00 web sudo: mei : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id -u",
    "Feb 29 12:34:57 web sshd[1]: message repeated 3 times: [ Failed password for root from 192.0.2.7 port 1 ssh2]",
    "Feb 29 12:34:58 web last message repeated 2 times",
    "Mar  1 00:00:00 web systemd-logind[2]: New session 3 of user mei.",
    "Mar  1 00:00:01 web CRON[3]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
    "no syslog",
  ]),
  lines("journald", [
    entry({
      MESSAGE: "Accepted password for mei from 192.0.2.7 port 1 ssh2",
      SYSLOG_IDENTIFIER: "sshd",
      _PID: "7",
      PRIORITY: "6",
    }),
    entry({ MESSAGE: [72, 105, 255], _CMDLINE: "a b", user: "x", USER: "y", A: ["1", "2"], Z: null }),
    `\x1e${entry({ MESSAGE: 'q"\\\u0000\ud800', N: 1, O: { a: [1] } })}`,
    entry({}).replace("{", '{"__proto__":"x","constructor":"y",'),
    "no entry",
  ]),
];

/** Makes the checksums of a damaged event log right again, as a forger would. */
export function sealed(bytes: Buffer): Buffer {
  if (bytes.length >= 128) bytes.writeUInt32LE(crc32(bytes.subarray(0, 120)), 124);
  for (let at = FILE_HEADER; at + CHUNK <= bytes.length; at += CHUNK) {
    const one = bytes.subarray(at, at + CHUNK);
    const end = Math.min(CHUNK, Math.max(512, one.readUInt32LE(48)));
    one.writeUInt32LE(crc32(one.subarray(512, end)), 52);
    sealHeader(one);
  }
  return bytes;
}
