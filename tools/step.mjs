import { stripVTControlCharacters, styleText } from "node:util";

/**
 * One step of a tool: a line with its name, how it ended and the seconds it took. What a step has to say is shown
 * only when it fails.
 * @param {string} name
 * @param {() => Promise<StepResult>} work
 * @param {Output} [stream] standard error unless told otherwise
 * @returns {Promise<boolean>} whether it went well
 *
 * @typedef {{ readonly isTTY?: boolean, write(text: string): unknown }} Output
 * @typedef {{ readonly ok: boolean, readonly output?: string, readonly note?: string }} StepResult
 */
export async function step(name, work, stream = process.stderr) {
  if (stream.isTTY) stream.write(`${name} …`);
  const start = performance.now();
  const { ok, output = "", note = "" } = await work().catch(crashed);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const verdict = ok ? "ok" : "FAILED";
  const coloured = stream.isTTY && !process.env["NO_COLOR"] ? styleText(ok ? "green" : "red", verdict) : verdict;
  const line = `${name.padEnd(16)} ${coloured}${" ".repeat(7 - verdict.length)}${seconds.padStart(5)} s  ${note}`;
  stream.write(`${stream.isTTY ? "\r\u001B[K" : ""}${line.trimEnd()}\n`);
  // Some tools colour their output wherever CI is set, terminal or not.
  if (!ok) stream.write(`${stripVTControlCharacters(output).trimEnd().replaceAll(/^/gm, "    ")}\n`);
  return ok;
}

/**
 * @param {unknown} error
 * @returns {StepResult}
 */
function crashed(error) {
  return { ok: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
