import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

/**
 * Whether a module is the one that Node was started with.
 * @param {string} url its `import.meta.url`
 */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** No tool here phones home, asks questions or draws progress bars. */
const QUIET = {
  CI: "true",
  NO_COLOR: "1",
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  NO_UPDATE_NOTIFIER: "1",
};

/**
 * Runs a command in the repository's root, with the tools of the workspace on the PATH.
 * @param {readonly string[]} command
 * @param {Readonly<Record<string, string>>} [environment] set besides the usual
 * @returns {Promise<{ ok: boolean, output: string }>} standard output and error as they came
 */
export function runCommand([name = "", ...args], environment = {}) {
  const windows = process.platform === "win32";
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(name, windows ? args.map((arg) => `"${arg}"`) : args, {
    cwd: root,
    env: {
      ...inherited,
      ...QUIET,
      ...environment,
      PATH: [join(root, "node_modules/.bin"), inherited["PATH"]].join(delimiter),
    },
    stdio: ["ignore", "pipe", "pipe"],
    // npx and the tools of node_modules/.bin are .cmd files there.
    shell: windows,
  });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString();
  return new Promise((settle) => {
    child.on("error", (error) => settle({ ok: false, output: output() + error.message }));
    child.on("close", (code) => settle({ ok: code === 0, output: output() }));
  });
}
