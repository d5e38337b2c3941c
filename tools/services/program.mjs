import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

const PATIENCE_MS = 120_000;

/** @returns {Promise<number>} a port that is free now */
export async function freePort() {
  const server = createServer();
  await new Promise((settle) => server.listen(0, "127.0.0.1", () => settle(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((settle) => server.close(() => settle(undefined)));
  return port;
}

/**
 * Starts a service and waits until it answers.
 * @param {object} program
 * @param {readonly [string, ...string[]]} program.command
 * @param {Record<string, string>} [program.environment]
 * @param {string} program.url where it will be
 * @param {string} program.ready path that answers 200 when it is ready
 * @param {string} program.directory its data, removed when it stops
 */
export async function startProgram({ command: [name, ...args], environment = {}, url, ready, directory }) {
  const child = spawn(name, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "ignore", "inherit"] });
  /** @type {Promise<Error>} */
  const ended = new Promise((settle) => {
    child.on("error", settle);
    child.on("close", (code) => settle(new Error(`${name} ended with ${code}`)));
  });
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const outcome = await Promise.race([ended, isReady(url + ready)]);
  if (outcome === true) return { url, stop };
  await stop();
  throw outcome === false ? new Error(`${name} was not ready after ${PATIENCE_MS / 1000} s`) : outcome;
}

/** @param {string} address */
async function isReady(address) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(500)) {
    if (await answers(address)) return true;
  }
  return false;
}

/** @param {string} address */
async function answers(address) {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}
