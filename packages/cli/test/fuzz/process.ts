import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

export interface EndedProcess {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/**
 * Runs the built command as a process of its own.
 * @param prefix command line that starts it, such as a shell that sets a limit
 */
export function winnowProcess(
  argv: readonly string[],
  { prefix = [], nodeOptions = [] }: { readonly prefix?: readonly string[]; readonly nodeOptions?: readonly string[] },
): Promise<EndedProcess> {
  if (!existsSync(command)) throw new Error("packages/cli is not built: npm run build");
  const [file, ...args] = [...prefix, process.execPath, ...nodeOptions, command, ...argv] as [string, ...string[]];
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("close", (exitCode, signal) => settle({ exitCode, signal, stderr }));
  });
}

/** @throws where a process crashed, or failed without a code that tells the reason */
export function assertEndedInWords({ exitCode, signal, stderr }: EndedProcess): void {
  const isSound =
    signal === null &&
    (exitCode === 0 || exitCode === 3 || (exitCode === 1 && /\bWN\d{4} /.test(stderr))) &&
    !/\n {4}at |\bWN(?:1002|1402|2005)\b/.test(stderr);
  if (!isSound) throw new Error(`the process ended with ${exitCode ?? signal}:\n${stderr.slice(-4000)}`);
}
