import { SESSIONS } from "../host.mjs";
import { HOUR, MINUTE, isoTime, stampOf, steadily } from "../time.mjs";

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

/**
 * Agents whose every start has a command line of its own: GUIDs, times, temporary files. The bulk of the text on a
 * managed host, and none of the news.
 * @param {Host} host @param {Random} random
 */
export function agents(host, random) {
  monitoring(host, random);
  backup(host, random);
  antivirus(host, random);
}

/** @param {Host} host @param {Random} random */
function monitoring(host, random) {
  const folder = "C:\\Program Files\\Example Monitor";
  const agent = host.running(`${folder}\\monitor-service.exe`, SESSIONS.system);
  for (const at of steadily(random, { every: 10 * MINUTE, jitter: 3000 })) {
    host.startConsole(agent, {
      at,
      path: `${folder}\\collector.exe`,
      commandLine:
        `"${folder}\\collector.exe" --job ${random.guid()} --since ${isoTime(at - 10 * MINUTE)} ` +
        `--out "C:\\ProgramData\\Example Monitor\\spool\\${stampOf(at)}-${random.hex(8)}.json"`,
    });
  }
  for (const at of steadily(random, { every: HOUR, offset: 4 * MINUTE, jitter: 5000 })) {
    host.startConsole(agent, {
      at,
      path: "C:\\Windows\\System32\\cscript.exe",
      commandLine: `"C:\\Windows\\system32\\cscript.exe" /nologo "${folder}\\scripts\\inventory.vbs" /run:{${random.guid().toUpperCase()}}`,
    });
  }
}

/** @param {Host} host @param {Random} random */
function backup(host, random) {
  const folder = "C:\\Program Files\\Example Backup";
  const service = host.running(`${folder}\\bkservice.exe`, SESSIONS.system);
  const volume = random.guid();
  for (const at of steadily(random, { every: HOUR, offset: 30 * MINUTE, jitter: 20_000 })) {
    const job = host.start(service, {
      at,
      path: `${folder}\\bkagent.exe`,
      commandLine: `"${folder}\\bkagent.exe" snapshot --volume \\\\?\\Volume{${volume}}\\ --label hourly-${stampOf(at)} --token ${random.hex(32)}`,
    });
    host.start(job, {
      at: at + 1500,
      path: "C:\\Windows\\System32\\VSSVC.exe",
      commandLine: "C:\\Windows\\system32\\vssvc.exe",
    });
  }
}

/** @param {Host} host @param {Random} random */
function antivirus(host, random) {
  const platform = "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26010.5-0";
  for (const at of steadily(random, { every: 4 * HOUR, offset: 40 * MINUTE, jitter: MINUTE })) {
    host.startConsole(host.scheduler, {
      at,
      path: `${platform}\\MpCmdRun.exe`,
      commandLine: `"${platform}\\MpCmdRun.exe" SignaturesUpdateService -ScheduleJob -UnmanagedUpdate`,
      session: SESSIONS.networkService,
    });
  }
  for (const at of steadily(random, { every: 12 * HOUR, offset: 2 * HOUR, jitter: MINUTE })) {
    host.startConsole(host.scheduler, {
      at,
      path: `${platform}\\MpCmdRun.exe`,
      commandLine: `"${platform}\\MpCmdRun.exe" Scan -ScheduleJob -RestrictPrivileges -Reinvoke -ScanId {${random.guid().toUpperCase()}}`,
    });
  }
}
