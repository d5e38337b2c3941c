import { SESSIONS } from "../host.mjs";
import { HOUR, MINUTE, dateOf, on, steadily } from "../time.mjs";

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

const POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";

/** Scheduled scripts, software installation and an operator's visits. @param {Host} host @param {Random} random */
export function administration(host, random) {
  scheduledScripts(host, random);
  for (const at of [on(0, 12, 15), on(0, 16, 40), on(1, 9, 5), on(1, 12, 15), on(1, 16, 2)]) install(host, random, at);
  for (const at of [on(0, 10, 20), on(1, 14, 5)]) operatorVisit(host, random, at);
}

/** @param {Host} host @param {Random} random */
function scheduledScripts(host, random) {
  for (const at of steadily(random, { every: HOUR, offset: 10 * MINUTE, jitter: 4000 })) {
    host.startConsole(host.scheduler, {
      at,
      path: POWERSHELL,
      commandLine: `${POWERSHELL} -NoProfile -NonInteractive -ExecutionPolicy AllSigned -File "C:\\Scripts\\rotate-logs.ps1" -Date ${dateOf(at)}`,
      session: SESSIONS.system,
    });
  }
  for (const at of steadily(random, { every: 24 * HOUR, offset: 22 * HOUR, jitter: 4000 })) {
    host.startConsole(host.scheduler, {
      at,
      path: "C:\\Windows\\System32\\Robocopy.exe",
      commandLine: `robocopy C:\\Data \\\\files.example.com\\desk-07 /MIR /R:1 /W:5 /LOG:C:\\Scripts\\logs\\copy-${dateOf(at)}.log`,
      session: SESSIONS.system,
    });
  }
}

/** @param {Host} host @param {Random} random @param {number} at */
function install(host, random, at) {
  const deployment = host.running("C:\\Windows\\CCM\\CcmExec.exe", SESSIONS.system);
  const folder = `C:\\Windows\\ccmcache\\${random.hex(2)}`;
  const setup = host.start(deployment, {
    at,
    path: `${folder}\\setup.exe`,
    commandLine: `"${folder}\\setup.exe" /quiet /log "C:\\Windows\\CCM\\Logs\\${random.guid()}.log"`,
  });
  host.start(setup, {
    at: at + 2000,
    path: "C:\\Windows\\System32\\msiexec.exe",
    commandLine: `msiexec.exe /i "${folder}\\{${random.guid().toUpperCase()}}.msi" /qn REBOOT=ReallySuppress`,
  });
  const engine = host.start(host.services, {
    at: at + 2600,
    path: "C:\\Windows\\System32\\msiexec.exe",
    commandLine: "C:\\Windows\\system32\\msiexec.exe /V",
  });
  for (const global of ["", ` E Global\\MSI0000`]) {
    host.start(engine, {
      at: at + 4000,
      path: "C:\\Windows\\SysWOW64\\msiexec.exe",
      commandLine: `C:\\Windows\\syswow64\\MsiExec.exe -Embedding ${random.hex(32).toUpperCase()}${global}`,
    });
  }
  host.start(engine, {
    at: at + 6000,
    path: "C:\\Windows\\System32\\regsvr32.exe",
    commandLine: 'C:\\Windows\\system32\\regsvr32.exe /s "C:\\Program Files\\Example Tools\\shellext.dll"',
  });
}

/** @param {Host} host @param {Random} random @param {number} at */
function operatorVisit(host, random, at) {
  const shell = host.startConsole(host.console, { at, path: POWERSHELL, commandLine: `"${POWERSHELL}" ` });
  const commands = [
    ["ipconfig.exe", '"C:\\Windows\\system32\\ipconfig.exe" /all'],
    ["whoami.exe", '"C:\\Windows\\system32\\whoami.exe" /groups'],
    ["net.exe", '"C:\\Windows\\system32\\net.exe" use'],
    ["gpupdate.exe", '"C:\\Windows\\system32\\gpupdate.exe" /force'],
  ];
  for (const [i, [name, commandLine = ""]] of commands.entries()) {
    host.start(shell, {
      at: at + 20_000 * (i + 1) + random.integer(0, 9000),
      path: `C:\\Windows\\System32\\${name}`,
      commandLine,
    });
  }
}
