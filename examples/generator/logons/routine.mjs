import { ACCOUNTS, machineAccount } from "../accounts.mjs";
import { atWork, HOUR, MINUTE, on, SECOND, steadily } from "../time.mjs";
import { BATCH, CONSOLE, kerberosFrom, ntlmFrom, remoteDesktopFrom, SERVICE, UNLOCK } from "./routes.mjs";

/** @typedef {import("../server.mjs").Server} Server @typedef {import("../random.mjs").Random} Random */

/** What happens on a file server every day. @param {Server} server @param {Random} random */
export function routine(server, random) {
  services(server, random);
  machines(server, random);
  people(server, random);
}

/** @param {Server} server @param {Random} random */
function services(server, random) {
  for (const at of steadily(random, { every: 9 * MINUTE, jitter: 8 * MINUTE })) {
    server.logOn(at, ACCOUNTS.system, SERVICE, "0x3e7");
  }
  for (const at of steadily(random, { every: 12 * HOUR, offset: 7 * MINUTE, jitter: MINUTE })) {
    server.logOn(at, ACCOUNTS.localService, SERVICE, "0x3e5");
    server.logOn(at + SECOND, ACCOUNTS.networkService, SERVICE, "0x3e4");
  }
  for (const at of steadily(random, { every: HOUR, offset: 30 * MINUTE, jitter: 20 * SECOND })) {
    server.logOn(at, ACCOUNTS.backup, BATCH);
  }
  for (const at of steadily(random, { every: 6 * HOUR, offset: 2 * HOUR, jitter: MINUTE })) {
    server.logOn(at, ACCOUNTS.deploy, kerberosFrom(20));
  }
}

/** Members of the domain fetch policies and files under their own accounts. @param {Server} server @param {Random} random */
function machines(server, random) {
  for (let number = 1; number <= 14; number++) {
    const account = machineAccount(`DESK-${String(number).padStart(2, "0")}`);
    for (const at of steadily(random, { every: 90 * MINUTE, offset: number * 5 * MINUTE, jitter: 25 * MINUTE })) {
      server.logOn(at, account, kerberosFrom(100 + number));
    }
  }
}

/** @param {Server} server @param {Random} random */
function people(server, random) {
  const desks = /** @type {const} */ ([
    [ACCOUNTS.developer, 107, "DESK-07"],
    [ACCOUNTS.clerk, 103, "DESK-03"],
    [ACCOUNTS.operator, 112, "DESK-12"],
  ]);
  for (const [account, number, host] of desks) {
    for (const at of atWork(random, 55)) server.logOn(at, account, kerberosFrom(number));
    for (const at of atWork(random, 3)) mistype(server, at, account, ntlmFrom(`192.0.2.${number}`, host));
  }
  for (const at of atWork(random, 8)) server.logOn(at, ACCOUNTS.anonymous, ntlmFrom("192.0.2.30", "PRINT-01"));
  for (const at of atWork(random, 4)) server.logOn(at, ACCOUNTS.operator, remoteDesktopFrom("192.0.2.112", "FILE-01"));
  for (const at of [on(0, 8, 12), on(1, 8, 31)]) {
    server.logOn(at, ACCOUNTS.operator, CONSOLE);
    for (let i = 1; i <= 5; i++) server.logOn(at + i * HOUR + random.integer(0, HOUR), ACCOUNTS.operator, UNLOCK);
  }
}

/** Wrong once, right seconds later. @param {Server} server @param {number} at @param {import("../accounts.mjs").Account} account @param {import("../server.mjs").Route} route */
function mistype(server, at, account, route) {
  server.refuse(at, account, route, "wrong password");
  server.logOn(at + 6 * SECOND, account, route);
}
