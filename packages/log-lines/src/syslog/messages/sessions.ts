import type { MessageFacts } from "../columns.ts";
import { pamFields, present } from "./sshd.ts";

const PAM = /^pam_[a-z0-9]+\(([^()\s]*)\): /;
const OPENED = /^session opened for user ([^\s(]+)(?:\(uid=\d+\))? by ([^\s(]*)(?:\(uid=\d+\))?$/;
const CLOSED = /^session closed for user (\S+)$/;
const FAILED = /^authentication failure; (.*)$/s;

/** What PAM modules say, under the name of the program that uses them. Who opens a session is in `user` where it is known. */
export function readPam(message: string): MessageFacts | undefined {
  const pam = PAM.exec(message);
  if (pam === null) return undefined;
  const service = pam[1]!;
  const said = message.slice(pam[0].length);
  const opened = OPENED.exec(said);
  if (opened !== null) {
    const [, user, by] = opened;
    const who = by === "" || by === user ? { user } : { user: by, target_user: user };
    return { action: "session-open", outcome: "success", service, ...present(who) };
  }
  const closed = CLOSED.exec(said);
  if (closed !== null) return { action: "session-close", service, ...present({ user: closed[1] }) };
  const failed = FAILED.exec(said);
  if (failed !== null)
    return { action: "authentication-failure", outcome: "failure", service, ...pamFields(failed[1]!) };
  if (said === "check pass; user unknown") {
    return { action: "authentication-failure", outcome: "failure", service, invalid_user: "yes" };
  }
  return { service };
}

const SU: readonly (readonly [RegExp, "success" | "failure" | ((sign: string) => string)])[] = [
  [/^Successful su for (?<target>\S+) by (?<user>\S+)$/, "success"],
  [/^FAILED su for (?<target>\S+) by (?<user>\S+)$/i, "failure"],
  [/^\(to (?<target>[^\s)]+)\) (?<user>\S+) on (?<tty>\S+)$/, "success"],
  [/^FAILED SU \(to (?<target>[^\s)]+)\) (?<user>\S+) on (?<tty>\S+)$/, "failure"],
  [/^(?<sign>[+-]) (?<tty>\S+) (?<user>[^\s:]+):(?<target>\S+)$/, (sign) => (sign === "+" ? "success" : "failure")],
];

/** What su says, in the words of shadow and of util-linux. */
export function readSu(message: string): MessageFacts | undefined {
  for (const [pattern, outcome] of SU) {
    const groups = pattern.exec(message)?.groups;
    if (groups === undefined) continue;
    const how = typeof outcome === "string" ? outcome : outcome(groups["sign"]!);
    return {
      action: "su",
      outcome: how,
      ...present({ user: groups["user"], target_user: groups["target"], tty: groups["tty"] }),
    };
  }
  return undefined;
}

/** What cron says: `(root) CMD (run-parts /etc/cron.hourly)`. */
export function readCron(message: string): MessageFacts | undefined {
  const match = /^\(([^()\s]+)\) CMD \((.*)\)$/s.exec(message);
  return match === null ? undefined : { action: "cron", user: match[1]!, command: match[2]!.trim() };
}

/** What systemd-logind says of sessions. */
export function readLogind(message: string): MessageFacts | undefined {
  const begun = /^New session '?(\S+?)'? of user '?(\S+?)'?(?: with .*)?\.$/.exec(message);
  if (begun !== null) return { action: "session-open", outcome: "success", session: begun[1]!, user: begun[2]! };
  const ended = /^(?:Removed session (\S+?)|Session (\S+) logged out)\./.exec(message);
  return ended === null ? undefined : { action: "session-close", session: (ended[1] ?? ended[2])! };
}
