import { SESSIONS } from "../host.mjs";
import { atWork } from "../time.mjs";

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

/** Editors, version control, builds and tests: many short-lived programs. @param {Host} host @param {Random} random */
export function development(host, random) {
  const editor = host.running(
    "C:\\Users\\dev1\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe",
    SESSIONS.developer,
  );
  versionControl(host, random, editor);
  builds(host, random, editor);
  scripts(host, random, editor);
}

const GIT = "C:\\Program Files\\Git\\cmd\\git.exe";
const GIT_COMMANDS = [
  "git -c core.quotepath=false -c color.ui=false status -z -uall",
  "git config --get-regexp ^branch\\.main\\.",
  "git for-each-ref --format=%(refname)%00%(upstream:short)%00%(objectname)%00%(upstream:track) refs/heads/main",
  "git fetch --prune origin",
];

/** @param {Host} host @param {Random} random @param {import("../host.mjs").Process} editor */
function versionControl(host, random, editor) {
  for (const at of atWork(random, 80)) {
    const commandLine = random.chance(0.3)
      ? `git show --textconv ${random.hex(40)}:src/main.ts`
      : random.pick(GIT_COMMANDS);
    const git = host.startConsole(editor, { at, path: GIT, commandLine });
    host.start(git, { at: at + 30, path: "C:\\Program Files\\Git\\mingw64\\bin\\git.exe", commandLine });
  }
}

/** @param {Host} host @param {Random} random @param {import("../host.mjs").Process} editor */
function builds(host, random, editor) {
  for (const at of atWork(random, 22)) {
    const shell = host.startConsole(editor, {
      at,
      path: "C:\\Windows\\System32\\cmd.exe",
      commandLine: 'C:\\Windows\\system32\\cmd.exe /d /s /c "npm run build"',
    });
    const npm = host.start(shell, {
      at: at + 200,
      path: "C:\\Program Files\\nodejs\\node.exe",
      commandLine:
        '"C:\\Program Files\\nodejs\\node.exe" "C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js" run build',
    });
    for (let i = 0; i < 4; i++) {
      host.start(npm, {
        at: at + 900 + i * 150,
        path: "C:\\Program Files\\nodejs\\node.exe",
        commandLine: `"C:\\Program Files\\nodejs\\node.exe" C:\\src\\app\\node_modules\\worker\\run.js --port ${random.integer(49152, 65535)} --tmp C:\\Users\\dev1\\AppData\\Local\\Temp\\build-${random.hex(12)}`,
      });
    }
  }
}

/** @param {Host} host @param {Random} random @param {import("../host.mjs").Process} editor */
function scripts(host, random, editor) {
  const python = "C:\\Users\\dev1\\AppData\\Local\\Programs\\Python\\Python312\\python.exe";
  for (const at of atWork(random, 25)) {
    host.startConsole(editor, {
      at,
      path: python,
      commandLine: `"${python}" -m pytest -q tests/test_${random.pick(["api", "model", "store"])}.py --basetemp=C:\\Users\\dev1\\AppData\\Local\\Temp\\pytest-${random.integer(100, 999)}`,
    });
  }
  const powershell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
  for (const at of atWork(random, 10)) {
    host.startConsole(editor, {
      at,
      path: powershell,
      commandLine: `${powershell} -noexit -command "try { . \\"c:\\Users\\dev1\\AppData\\Local\\Programs\\Microsoft VS Code\\resources\\app\\out\\shellIntegration.ps1\\" } catch {}"`,
    });
  }
}
