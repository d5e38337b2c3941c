import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AUDITD_COLUMNS } from "../../../src/readers/auditd/columns.ts";
import { readAuditd } from "../../../src/readers/auditd/read-auditd.ts";
import { damaged, readWhatever, TIME_LIMIT } from "../fuzz.ts";
import { readAll } from "../reading.ts";
import { sharedSample } from "../shared.ts";

const read = (...lines: string[]) => readAll(readAuditd, lines.join("\n"));
const hex = (text: string): string => Buffer.from(text, "utf8").toString("hex").toUpperCase();
const at = (serial: number, type: string, fields: string): string =>
  `type=${type} msg=audit(1709210096.789:${serial}): ${fields}`;

const SYSCALL =
  "arch=c000003e syscall=59 success=yes exit=0 a0=7f17 a1=7f18 a2=7f19 a3=9 items=2 ppid=100 pid=101 auid=1000 uid=0 gid=0 " +
  'euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=7 comm="sh" exe="/bin/dash" key="exec"';

const withoutRaw = ({ raw: _, ...rest }: Readonly<Record<string, string>>) => rest;

/** The one event of these lines, without its raw text. */
async function eventOf(...lines: string[]): Promise<Record<string, string>> {
  const { events, rejects } = await read(...lines);
  expect([events.length, rejects]).toEqual([1, []]);
  return withoutRaw(events[0]!);
}

describe("an audit log", () => {
  it("gives one event per serial number, with the fields of all its records", async () => {
    const lines = [
      at(5, "SYSCALL", SYSCALL),
      at(5, "EXECVE", `argc=3 a0="/bin/sh" a1="-c" a2=${hex("echo 'it''s' $HOME")}`),
      at(5, "CWD", 'cwd="/root"'),
      at(5, "PATH", 'item=0 name="/bin/sh" inode=26 dev=08:01 mode=0100755 ouid=0'),
      at(5, "PATH", `item=1 name=${hex("/tmp/a b")} inode=27`),
      at(5, "PROCTITLE", `proctitle=${hex("/bin/sh\0-c")}`),
    ];
    const { events } = await read(...lines);
    expect(events).toEqual([
      {
        time: "2024-02-29T12:34:56.789Z",
        type: "SYSCALL,EXECVE,CWD,PATH,PROCTITLE",
        serial: "5",
        syscall: "59",
        arch: "c000003e",
        success: "yes",
        exit: "0",
        exe: "/bin/dash",
        comm: "sh",
        cmdline: String.raw`/bin/sh -c 'echo '\''it'\'''\''s'\'' $HOME'`,
        cmdline_from: "execve",
        argc: "3",
        cwd: "/root",
        paths: "/bin/sh '/tmp/a b'",
        key: "exec",
        pid: "101",
        ppid: "100",
        tty: "pts0",
        ses: "7",
        auid: "1000",
        uid: "0",
        gid: "0",
        euid: "0",
        suid: "0",
        fsuid: "0",
        egid: "0",
        raw: lines.join("\n"),
      },
    ]);
  });

  it("has the same columns in every batch", async () => {
    const { batches } = await read(at(1, "CWD", 'cwd="/"'));
    expect(batches.map(({ columns }) => columns)).toEqual([Object.keys(AUDITD_COLUMNS)]);
  });

  it("of a failed logon says who, from where and how", async () => {
    const message = `op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=192.0.2.1 addr=192.0.2.1 terminal=ssh res=failed`;
    expect(
      await eventOf(at(22, "USER_AUTH", `pid=15745 uid=0 auid=4294967295 ses=4294967295 msg='${message}'`)),
    ).toEqual({
      time: "2024-02-29T12:34:56.789Z",
      type: "USER_AUTH",
      serial: "22",
      pid: "15745",
      uid: "0",
      auid: "4294967295",
      ses: "4294967295",
      op: "PAM:authentication",
      acct: "root",
      exe: "/usr/sbin/sshd",
      hostname: "192.0.2.1",
      addr: "192.0.2.1",
      terminal: "ssh",
      res: "failed",
    });
  });

  it("shows accounts that a client chose to be unusual as they were", async () => {
    const event = await eventOf(at(1, "USER_LOGIN", `pid=1 msg='op=login acct=${hex('a" res=success')} res=failed'`));
    expect([event["acct"], event["res"]]).toEqual(['a" res=success', "failed"]);
  });

  it("of sudo gives the command", async () => {
    const command = `cwd="/home/me" cmd=${hex("wget https://example.org/x.sh")} terminal=pts/0 res=success`;
    expect(await eventOf(at(1, "USER_CMD", `pid=1 uid=1000 msg='${command}'`))).toMatchObject({
      cmdline: "wget https://example.org/x.sh",
      cmdline_from: "cmd",
      cwd: "/home/me",
      terminal: "pts/0",
    });
    expect(await eventOf(at(1, "USER_CMD", `msg='cwd="/" cmd="id" res=success'`))).toMatchObject({ cmdline: "id" });
  });

  it("takes the command line from PROCTITLE where there is no EXECVE", async () => {
    const event = await eventOf(at(1, "SYSCALL", SYSCALL), at(1, "PROCTITLE", `proctitle=${hex("cat\0/etc/x y\0")}`));
    expect([event["cmdline"], event["cmdline_from"]]).toEqual(["cat '/etc/x y'", "proctitle"]);
    expect(await eventOf(at(1, "PROCTITLE", 'proctitle="ls"'))).toMatchObject({ cmdline: "ls" });
  });

  it("puts arguments together that stand in pieces over several records", async () => {
    const [head, tail] = [hex("é".repeat(10)).slice(0, 21 * 2 - 4), hex("é".repeat(10)).slice(21 * 2 - 4)];
    const event = await eventOf(
      at(1, "EXECVE", `argc=3 a0="echo" a1_len=40 a1[0]=${head}`),
      at(1, "EXECVE", `a1[1]=${tail} a2="last"`),
    );
    expect(event["cmdline"]).toBe(`echo '${"é".repeat(10)}' last`);
  });

  it("may hold fields without a value", async () => {
    const event = await eventOf(at(1, "USER_ACCT", `pid= uid=0 msg='op= acct="" res=success'`));
    expect([event["pid"], event["uid"], event["op"], event["acct"], event["res"]]).toEqual([
      "",
      "0",
      "",
      "",
      "success",
    ]);
  });

  it("keeps an empty argument", async () => {
    expect(await eventOf(at(1, "EXECVE", 'argc=2 a0="test" a1=""'))).toMatchObject({ cmdline: "test ''" });
  });

  it("keeps events apart whose records are interleaved, in the order in which they begin", async () => {
    const { events } = await read(
      at(1, "SYSCALL", SYSCALL),
      at(2, "SYSCALL", SYSCALL),
      at(2, "EXECVE", 'argc=1 a0="two"'),
      at(1, "EXECVE", 'argc=1 a0="one"'),
      at(2, "EOE", ""),
      at(1, "EOE", ""),
    );
    expect(events.map(({ serial, cmdline }) => [serial, cmdline])).toEqual([
      ["1", "one"],
      ["2", "two"],
    ]);
  });

  it("gives up waiting for an event's end once many have begun after it", async () => {
    const others = Array.from({ length: 70 }, (_, index) => at(index + 2, "CWD", 'cwd="/"'));
    const { events } = await read(at(1, "SYSCALL", SYSCALL), ...others, at(1, "CWD", 'cwd="/late"'));
    expect(events.filter(({ serial }) => serial === "1").map(({ type }) => type)).toEqual(["SYSCALL", "CWD"]);
    expect(events.length).toBe(72);
  });

  it("begins a new event where an ended one's number comes again", async () => {
    const { events } = await read(
      at(1, "CWD", 'cwd="/"'),
      at(1, "EOE", ""),
      at(1, "CWD", 'cwd="/a"'),
      at(9, "EOE", ""),
    );
    expect(events.map(({ cwd }) => cwd)).toEqual(["/", "/a"]);
  });

  it("of several hosts keeps equal serial numbers apart", async () => {
    const { events } = await read(`node=a ${at(1, "CWD", 'cwd="/a"')}`, `node=b ${at(1, "CWD", 'cwd="/b"')}`);
    expect(events.map(({ node, cwd }) => [node, cwd])).toEqual([
      ["a", "/a"],
      ["b", "/b"],
    ]);
  });

  it("keeps the names that auditd looked up itself", async () => {
    const added = '\x1dARCH=x86_64 SYSCALL=execve AUID="mei" UID="root" GID="root" EUID="root"';
    expect(await eventOf(at(1, "SYSCALL", SYSCALL + added))).toMatchObject({
      auid: "1000",
      auid_name: "mei",
      uid_name: "root",
      syscall: "59",
      syscall_name: "execve",
    });
  });

  it("of a login keeps the numbers before and after", async () => {
    const login = "pid=1 uid=0 old-auid=4294967295 auid=0 tty=(none) old-ses=4294967295 ses=242 res=1";
    expect(await eventOf(at(1, "LOGIN", login))).toMatchObject({
      auid: "0",
      old_auid: "4294967295",
      ses: "242",
      res: "1",
    });
  });

  it("passes over the rules that ausearch draws", async () => {
    const { events, rejects } = await read("----", "time->Thu Feb 29 12:34:56 2024", at(1, "CWD", 'cwd="/"'));
    expect([events.length, rejects]).toEqual([1, []]);
  });

  it("rejects what is no audit record, with its line", async () => {
    const { events, rejects } = await read(
      at(1, "CWD", 'cwd="/"'),
      "Feb 29 12:34:56 host sshd[1]: hello",
      "type=CWD msg=audit(29/02/24 12:34:56.789:1) : cwd=/",
      "type=CWD msg=audit(999999999999.000:1): cwd=/",
    );
    expect(events.length).toBe(1);
    expect(rejects).toEqual([
      { line: 2, reason: "the line is no audit record", text: "Feb 29 12:34:56 host sshd[1]: hello" },
      {
        line: 3,
        reason: "the audit record was interpreted (ausearch -i); export it with ausearch --raw",
        text: "type=CWD msg=audit(29/02/24 12:34:56.789:1) : cwd=/",
      },
      {
        line: 4,
        reason: "the time of the audit record is out of range",
        text: "type=CWD msg=audit(999999999999.000:1): cwd=/",
      },
    ]);
  });

  const sample = sharedSample("auditd_log.txt");
  it.skipIf(sample === undefined)("of a real host gives every event", async () => {
    const text = readFileSync(sample!, "utf8");
    const { events, rejects } = await readAll(readAuditd, text);
    const serials = new Set([...text.matchAll(/audit\(([\d.:]+)\)/g)].map(([, serial]) => serial));
    expect([events.length, rejects]).toEqual([serials.size, []]);
    expect(events.map(({ raw }) => raw!.split("\n").length).reduce((a, b) => a + b)).toBe(
      text.trim().split("\n").length,
    );
    expect(events.filter(({ cmdline_from }) => cmdline_from === "execve").length).toBe(146);
    expect(events.filter(({ type, res }) => type === "USER_AUTH" && res === "failed").length).toBeGreaterThan(100);
    expect(events.find(({ type }) => type === "USER_CMD")!["cmdline"]).toMatch(/^wget https:/);
  });
});

describe("an audit log, whatever is in it,", () => {
  const valid = Buffer.from(
    [
      at(1, "SYSCALL", SYSCALL),
      at(1, "EXECVE", `argc=2 a0="sh" a1[0]=${hex("a b")} a1[1]=${hex("c")}`),
      at(2, "USER_AUTH", `pid=1 msg='op=login acct="root" res=failed'\x1dUID="root"`),
      at(1, "EOE", ""),
      at(3, "PROCTITLE", `proctitle=${hex("a\0b")}`),
    ].join("\n"),
  );

  it("is read to its end, each line in an event or rejected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged(valid), fc.uint8Array().map(Buffer.from)), async (bytes) => {
        const { reading, milliseconds } = await readWhatever(readAuditd, bytes, 50);
        const lines = bytes
          .toString("utf8")
          .split(/\n/)
          .filter((line) => line.replace(/^\0+/, "").trim() !== "");
        const held = reading!.events.map(({ raw }) => raw!.split("\n").length).reduce((a, b) => a + b, 0);
        const ends = lines.filter((line) => line.includes("type=EOE")).length;
        expect(held + reading!.rejects.length).toBeGreaterThanOrEqual(lines.length - ends);
        expect(milliseconds).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["one name without end", `${at(1, "SYSCALL", "")}${"a".repeat(2_000_000)}`],
    ["equals signs", at(1, "SYSCALL", "=".repeat(2_000_000))],
    ["the header again and again", "type=".repeat(400_000)],
    ["quotes", at(1, "SYSCALL", ` a="`.repeat(400_000))],
    ["quoted fields", at(1, "SYSCALL", `a=""`.repeat(400_000))],
    ["messages", at(1, "SYSCALL", " msg='".repeat(400_000))],
  ])("takes no longer for a line of nothing but %s", async (_, line) => {
    expect((await readWhatever(readAuditd, Buffer.from(line))).milliseconds).toBeLessThan(TIME_LIMIT);
  });

  it("holds no more than a bounded number of records of one event", async () => {
    const { events, rejects } = await read(
      ...Array.from({ length: 5000 }, (_, i) => at(1, "PATH", `item=${i} name="x"`)),
    );
    expect([events.length, rejects.length]).toEqual([1, 5000 - 4096]);
    expect(rejects[0]!.reason).toBe("the audit event has more records than can be held");
  });
});
