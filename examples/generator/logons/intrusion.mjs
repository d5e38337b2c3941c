import { ACCOUNTS } from "../accounts.mjs";
import { on, SECOND } from "../time.mjs";
import { ntlmFrom, remoteDesktopFrom } from "./routes.mjs";

const GUESSES = ["admin", "administrator", "backup", "guest", "oracle", "scanner", "sql", "support", "test", "user"];

/**
 * Passwords are guessed from outside, one fits, and an account that only ever runs jobs comes in at night by remote
 * desktop from a desk.
 * @param {import("../server.mjs").Server} server
 * @param {import("../random.mjs").Random} random
 */
export function intrusion(server, random) {
  const outside = ntlmFrom("203.0.113.50", "WORKSTATION");
  let at = on(1, 2, 14, 8);
  for (let round = 0; round < 16; round++) {
    for (const name of GUESSES) {
      server.refuse(at, { name, domain: "EXAMPLE", sid: "S-1-0-0" }, outside, "no such account");
      at += random.integer(300, 1500);
    }
    server.refuse(at, ACCOUNTS.backup, outside, "wrong password");
    at += random.integer(300, 1500);
  }
  server.logOn(at, ACCOUNTS.backup, outside);
  server.logOn(at + 210 * SECOND, ACCOUNTS.backup, remoteDesktopFrom("192.0.2.103", "FILE-01"));
}
