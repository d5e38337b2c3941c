import { createRandom } from "../random.mjs";
import { atWork, HOUR, MINUTE, on, steadily } from "../time.mjs";

const HOST = "gate-01";

/**
 * Two days of a gate's auth.log: keys that come in, a job with sudo, guessed passwords from two addresses, one that fits.
 * @param {number} seed
 * @returns {string}
 */
export function linuxLogonEvents(seed) {
  const random = createRandom(seed);
  /** @type {{ at: number, program: string, pid: number, message: string }[]} */
  const lines = [];
  /** @param {number} at @param {string} program @param {string} message */
  const log = (at, program, message) => void lines.push({ at, program, pid: random.integer(2000, 60000), message });
  const port = () => random.integer(32768, 60999);

  for (const at of atWork(random, 40)) {
    const [account, address] = random.pick([
      ["ops1", "192.0.2.10"],
      ["dev1", "192.0.2.21"],
      ["dev1", "192.0.2.22"],
    ]);
    log(
      at,
      "sshd",
      `Accepted publickey for ${account} from ${address} port ${port()} ssh2: ED25519 SHA256:${random.hex(20)}`,
    );
  }
  for (const at of steadily(random, { every: HOUR, offset: 5 * MINUTE, jitter: 3000 })) {
    log(
      at,
      "sshd",
      `Accepted publickey for backup from 192.0.2.40 port ${port()} ssh2: ED25519 SHA256:${random.hex(20)}`,
    );
    log(
      at + 1500,
      "sudo",
      "  backup : TTY=unknown ; PWD=/home/backup ; USER=root ; COMMAND=/usr/bin/rsync --server --sender",
    );
  }
  // Everybody who guesses goes through the same names.
  const names = ["admin", "test", "oracle", "ubuntu", "git", "guest"];
  for (let i = 0; i < 420; i++) {
    const at = on(0, 3, 0) + i * 2700 + random.integer(0, 900);
    log(at, "sshd", `Failed password for invalid user ${random.pick(names)} from 203.0.113.5 port ${port()} ssh2`);
  }
  for (let i = 0; i < 60; i++) {
    log(on(1, 22, 30) + i * 4100, "sshd", `Failed password for root from 198.51.100.9 port ${port()} ssh2`);
  }
  for (let i = 0; i < 12; i++) {
    log(on(1, 22, 50) + i * 5000, "sshd", `Failed password for ops1 from 198.51.100.9 port ${port()} ssh2`);
  }
  log(on(1, 22, 51, 30), "sshd", `Accepted password for ops1 from 198.51.100.9 port ${port()} ssh2`);
  log(on(1, 22, 52, 4), "sudo", "    ops1 : TTY=pts/3 ; PWD=/home/ops1 ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow");
  return lines
    .toSorted((a, b) => a.at - b.at)
    .map(
      ({ at, program, pid, message }) =>
        `${new Date(at).toISOString().replace("Z", "000+00:00")} ${HOST} ${program}${program === "sudo" ? "" : `[${pid}]`}: ${message}\n`,
    )
    .join("");
}
