import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageFacts } from "../../../src/syslog/columns.ts";
import { readMessage } from "../../../src/syslog/messages/read-message.ts";

const from = { source_address: "192.0.2.7", source_port: "4711" };

describe("a message of sshd", () => {
  const cases: readonly (readonly [string, MessageFacts])[] = [
    [
      "Accepted password for mei from 192.0.2.7 port 4711 ssh2",
      { action: "logon", outcome: "success", method: "password", user: "mei", ...from },
    ],
    [
      "Accepted publickey for mei from 192.0.2.7 port 4711 ssh2: RSA SHA256:abc+/",
      {
        action: "logon",
        outcome: "success",
        method: "publickey",
        user: "mei",
        credential: "RSA SHA256:abc+/",
        ...from,
      },
    ],
    [
      "Failed password for root from 192.0.2.7 port 4711 ssh2",
      { action: "logon", outcome: "failure", method: "password", user: "root", ...from },
    ],
    [
      "Failed keyboard-interactive/pam for invalid user oracle from 192.0.2.7 port 4711 ssh2",
      {
        action: "logon",
        outcome: "failure",
        method: "keyboard-interactive/pam",
        user: "oracle",
        invalid_user: "yes",
        ...from,
      },
    ],
    [
      "Failed none for invalid user  from 192.0.2.7 port 4711 ssh2",
      { action: "logon", outcome: "failure", method: "none", user: "", invalid_user: "yes", ...from },
    ],
    [
      "Failed password for invalid user x from 198.51.100.1 port 22 ssh2 from 192.0.2.7 port 4711 ssh2",
      {
        action: "logon",
        outcome: "failure",
        method: "password",
        user: "x from 198.51.100.1 port 22 ssh2",
        invalid_user: "yes",
        ...from,
      },
    ],
    [
      "Invalid user admin from 192.0.2.7 port 4711",
      { action: "invalid-user", outcome: "failure", user: "admin", invalid_user: "yes", ...from },
    ],
    [
      "Invalid user admin from fe80::1%eth0",
      {
        action: "invalid-user",
        outcome: "failure",
        user: "admin",
        invalid_user: "yes",
        source_address: "fe80::1%eth0",
      },
    ],
    [
      "error: maximum authentication attempts exceeded for invalid user a b from 192.0.2.7 port 4711 ssh2 [preauth]",
      { action: "too-many-failures", outcome: "failure", user: "a b", invalid_user: "yes", ...from },
    ],
    [
      "User mei from 192.0.2.7 not allowed because not listed in AllowUsers",
      {
        action: "not-allowed",
        outcome: "failure",
        user: "mei",
        source_address: "192.0.2.7",
        reason: "not listed in AllowUsers",
      },
    ],
    ['Connection from 192.0.2.7 port 4711 on 10.0.0.1 port 22 rdomain ""', { action: "connect", ...from }],
    [
      "Connection closed by authenticating user root 192.0.2.7 port 4711 [preauth]",
      { action: "disconnect", user: "root", ...from },
    ],
    ["Connection closed by 192.0.2.7 port 4711 [preauth]", { action: "disconnect", ...from }],
    [
      "Disconnected from invalid user admin 192.0.2.7 port 4711 [preauth]",
      { action: "disconnect", user: "admin", invalid_user: "yes", ...from },
    ],
    [
      "Disconnecting authenticating user root 192.0.2.7 port 4711: Too many authentication failures [preauth]",
      { action: "disconnect", user: "root", ...from },
    ],
    [
      "Received disconnect from 192.0.2.7 port 4711:11: Bye Bye [preauth]",
      { action: "disconnect", ...from, reason: "11: Bye Bye" },
    ],
    [
      "Received disconnect from 192.0.2.7: 11: Bye Bye",
      { action: "disconnect", source_address: "192.0.2.7", reason: "11: Bye Bye" },
    ],
    ["Did not receive identification string from 192.0.2.7 port 4711", { action: "disconnect", ...from }],
    [
      "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
      { action: "too-many-failures", outcome: "failure", user: "root", source_address: "192.0.2.7", tty: "ssh" },
    ],
    [
      "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
      {
        action: "authentication-failure",
        outcome: "failure",
        service: "sshd:auth",
        user: "root",
        source_address: "192.0.2.7",
        tty: "ssh",
      },
    ],
    ["Server listening on 0.0.0.0 port 22.", {}],
  ];
  it.each(cases)("says who, from where and how it went: %s", (message, facts) => {
    expect(readMessage("sshd", message)).toEqual(facts);
    expect(readMessage("sshd-session", message)).toEqual(facts);
  });
});

describe("a message of sudo", () => {
  const command = { action: "sudo", user: "mei", tty: "pts/0", cwd: "/home/mei", target_user: "root" };
  const cases: readonly (readonly [string, MessageFacts])[] = [
    [
      "     mei : TTY=pts/0 ; PWD=/home/mei ; USER=root ; COMMAND=/bin/sh -c a ; b",
      { ...command, outcome: "success", command: "/bin/sh -c a ; b" },
    ],
    [
      "mei : TTY=pts/0   PWD=/home/mei   USER=root   COMMAND=/usr/sbin/squid  -k",
      { ...command, outcome: "success", command: "/usr/sbin/squid  -k" },
    ],
    [
      "mei : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/mei ; USER=root ; COMMAND=/usr/bin/id",
      { ...command, outcome: "failure", command: "/usr/bin/id", reason: "3 incorrect password attempts" },
    ],
    [
      "mei : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/mei ; USER=root ; TSID=00001 ; ENV=A=b ; COMMAND=list",
      { ...command, outcome: "failure", command: "list", reason: "user NOT in sudoers" },
    ],
    ["mei : (command continued) --more", { action: "sudo", user: "mei", command: "--more" }],
    [
      "pam_unix(sudo:session): session opened for user root by mei(uid=1000)",
      { action: "session-open", outcome: "success", service: "sudo:session", user: "mei", target_user: "root" },
    ],
    [
      "pam_unix(sudo:session): session opened for user root(uid=0) by (uid=0)",
      { action: "session-open", outcome: "success", service: "sudo:session", user: "root" },
    ],
    [
      "pam_unix(sudo:session): session closed for user root",
      { action: "session-close", service: "sudo:session", user: "root" },
    ],
    ["pam_unix(sudo:auth): conversation failed", { service: "sudo:auth" }],
    ["unable to resolve host example : no address", {}],
  ];
  it.each(cases)("says who ran what as whom: %s", (message, facts) => {
    expect(readMessage("sudo", message)).toEqual(facts);
  });
});

describe("a message of another program", () => {
  const cases: readonly (readonly [string, string, MessageFacts])[] = [
    ["su", "Successful su for root by mei", { action: "su", outcome: "success", user: "mei", target_user: "root" }],
    [
      "su",
      "FAILED SU (to root) mei on pts/1",
      { action: "su", outcome: "failure", user: "mei", target_user: "root", tty: "pts/1" },
    ],
    [
      "su",
      "(to root) mei on pts/1",
      { action: "su", outcome: "success", user: "mei", target_user: "root", tty: "pts/1" },
    ],
    [
      "su",
      "- /dev/pts/1 mei:root",
      { action: "su", outcome: "failure", user: "mei", target_user: "root", tty: "/dev/pts/1" },
    ],
    [
      "CRON",
      "(root) CMD (   cd / && run-parts (x))",
      { action: "cron", user: "root", command: "cd / && run-parts (x)" },
    ],
    [
      "CRON",
      "pam_unix(cron:session): session opened for user root by (uid=0)",
      { action: "session-open", outcome: "success", service: "cron:session", user: "root" },
    ],
    [
      "login",
      "pam_unix(login:auth): check pass; user unknown",
      { action: "authentication-failure", outcome: "failure", service: "login:auth", invalid_user: "yes" },
    ],
    [
      "systemd-logind",
      "New session 12 of user mei.",
      { action: "session-open", outcome: "success", session: "12", user: "mei" },
    ],
    ["systemd-logind", "Removed session 12.", { action: "session-close", session: "12" }],
    ["constructor", "Accepted password for mei from 192.0.2.7 port 4711 ssh2", {}],
  ];
  it.each(cases)("is read for what it says: %s: %s", (program, message, facts) => {
    expect(readMessage(program, message)).toEqual(facts);
  });

  it("costs no more than its length, whatever it says", () => {
    const words = fc.constantFrom(
      " from ",
      " port 1",
      "a",
      " ; ",
      "  ",
      "Failed x for ",
      "PWD=",
      "TTY=",
      " : ",
      "(",
      "user ",
      ": ",
    );
    const long = fc.array(words, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("").repeat(20_000));
    const starts = fc.constantFrom(
      "",
      "Failed password for ",
      "Invalid user ",
      "Disconnected from user ",
      "mei : ",
      "User ",
      "Accepted x for ",
      "(root) CMD (",
    );
    fc.assert(
      fc.property(
        fc.constantFrom("sshd", "sudo", "su", "cron", "systemd-logind"),
        starts,
        long,
        (program, start, rest) => {
          const begin = performance.now();
          readMessage(program, start + rest);
          expect(performance.now() - begin).toBeLessThan(5000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
