import type { MessageFacts } from "../columns.ts";
import { readCron, readLogind, readPam, readSu } from "./sessions.ts";
import { readSshd } from "./sshd.ts";
import { readSudo } from "./sudo.ts";

const READERS: Readonly<Record<string, (message: string) => MessageFacts | undefined>> = {
  sshd: readSshd,
  "sshd-session": readSshd,
  "sshd-auth": readSshd,
  sudo: readSudo,
  su: readSu,
  "su-l": readSu,
  cron: readCron,
  crond: readCron,
  "systemd-logind": readLogind,
};

const NOTHING: MessageFacts = {};

/** What a program's message says of logons, sessions and commands; nothing where that is not understood. */
export function readMessage(program: string | null, message: string): MessageFacts {
  const name = (program ?? "").toLowerCase();
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return readPam(message) ?? read?.(message) ?? NOTHING;
}
