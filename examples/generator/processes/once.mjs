import { SESSIONS } from "../host.mjs";
import { atWork } from "../time.mjs";

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

const HOME = "C:\\Users\\dev1";
const SYSTEM32 = "C:\\Windows\\System32";
const GIT = "C:\\Program Files\\Git\\cmd\\git.exe";
const NODE = "C:\\Program Files\\nodejs\\node.exe";
const PYTHON = `${HOME}\\AppData\\Local\\Programs\\Python\\Python312\\python.exe`;

/** What an ordinary desk sees once and then not for weeks: unusual, and harmless. */
const ONCE = /** @type {const} */ ([
  [GIT, "git clone --depth 1 https://git.example.com/tools/linter.git"],
  [GIT, "git rebase -i --autosquash origin/main"],
  [GIT, 'git commit -m "Read the port from the environment"'],
  [NODE, `"${NODE}" -e "console.log(process.versions)"`],
  [NODE, `"${NODE}" --inspect-brk=9229 C:\\src\\app\\server.js`],
  [PYTHON, `"${PYTHON}" -m venv C:\\src\\model\\.venv`],
  [PYTHON, `"${PYTHON}" C:\\src\\model\\plot.py --from 2026-02-01 --to 2026-02-28`],
  [`${SYSTEM32}\\mstsc.exe`, `"C:\\Windows\\system32\\mstsc.exe" /v:files.example.com`],
  [`${SYSTEM32}\\mspaint.exe`, `"C:\\Windows\\system32\\mspaint.exe" "${HOME}\\Pictures\\diagram.png"`],
  [`${SYSTEM32}\\control.exe`, '"C:\\Windows\\System32\\control.exe" SYSTEM'],
  [`${SYSTEM32}\\calc.exe`, '"C:\\Windows\\System32\\calc.exe" '],
  [`${SYSTEM32}\\msinfo32.exe`, '"C:\\Windows\\system32\\msinfo32.exe" '],
  [`${SYSTEM32}\\fsquirt.exe`, '"C:\\Windows\\System32\\fsquirt.exe" -UnRegister'],
  [`${SYSTEM32}\\ftp.exe`, "ftp -?"],
  [`${HOME}\\Downloads\\VSCodeUserSetup-x64-1.97.2.exe`, `"${HOME}\\Downloads\\VSCodeUserSetup-x64-1.97.2.exe" `],
  [
    `${HOME}\\AppData\\Local\\Temp\\is-4KQ2M.tmp\\VSCodeUserSetup-x64-1.97.2.tmp`,
    `"${HOME}\\AppData\\Local\\Temp\\is-4KQ2M.tmp\\VSCodeUserSetup-x64-1.97.2.tmp" /SL5="$30A2C,98123004,832512,${HOME}\\Downloads\\VSCodeUserSetup-x64-1.97.2.exe" `,
  ],
  ["C:\\Program Files\\7-Zip\\7zG.exe", `"C:\\Program Files\\7-Zip\\7zG.exe" x -o"${HOME}\\Downloads\\sources\\" -slp`],
  ["C:\\Program Files\\Wireshark\\Wireshark.exe", '"C:\\Program Files\\Wireshark\\Wireshark.exe" '],
  ["C:\\Program Files\\Wireshark\\dumpcap.exe", '"C:\\Program Files\\Wireshark\\dumpcap.exe" -D -Z none'],
  [
    `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    'powershell.exe -NoProfile -Command "Get-FileHash .\\sources.zip"',
  ],
]);

/** @param {Host} host @param {Random} random */
export function once(host, random) {
  const times = atWork(random, ONCE.length);
  for (const [i, [path, commandLine]] of ONCE.entries()) {
    host.start(host.desktop, { at: times[i * 2] ?? 0, path, commandLine });
  }
  for (const [service, at] of /** @type {const} */ ([
    ["WbioSrvc", 1],
    ["PrintNotify", 7],
    ["VaultSvc", 12],
  ])) {
    host.start(host.services, {
      at: (times[at] ?? 0) + random.integer(0, 5000),
      path: `${SYSTEM32}\\svchost.exe`,
      commandLine: `C:\\Windows\\system32\\svchost.exe -k ${service === "VaultSvc" ? "NetSvcs" : "LocalSystemGroup"} -p -s ${service} -t 30`,
      session: SESSIONS.system,
    });
  }
}
