// `npm run test:services`: runs the connectors' tests against a real Loki, Grafana and PostgreSQL, each found by its address
// or started from its program, and says which are missing.
//   WINNOW_LOKI_URL=http://localhost:3100, or WINNOW_LOKI=/path/to/loki
//   WINNOW_GRAFANA_URL=http://admin:admin@localhost:3000, or WINNOW_GRAFANA=/path/to/grafana (its home directory)
//   WINNOW_POSTGRES_URL=postgres://user:password@localhost:5432/postgres; without it, one comes from the npm registry
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./run-command.mjs";
import { startGrafana } from "./services/grafana.mjs";
import { startLoki } from "./services/loki.mjs";
import { installPostgres, startPostgres } from "./services/postgres.mjs";

/**
 * @typedef {object} Service
 * @property {string} url
 * @property {() => Promise<void> | void} stop
 */

/** @type {Service[]} */
const started = [];
/** @type {Record<string, string>} */
const environment = {};

/**
 * @param {string} name of the service
 * @param {string} variable that has its address
 * @param {string} how to provide it
 * @param {() => Promise<Service | undefined>} start
 */
async function provide(name, variable, how, start) {
  const given = process.env[variable];
  const service = given === undefined ? await start() : { url: given, stop: () => {} };
  if (service === undefined) {
    console.log(`${name}: missing, so its tests do not run. ${how}`);
    return;
  }
  started.push(service);
  environment[variable] = service.url;
  console.log(`${name}: ${given === undefined ? "started" : "found"} at ${new URL(service.url).host}`);
}

let failed = true;
try {
  await provide("Loki", "WINNOW_LOKI_URL", "Set WINNOW_LOKI=PROGRAM or WINNOW_LOKI_URL=ADDRESS.", () =>
    startLoki(process.env["WINNOW_LOKI"]),
  );
  await provide("Grafana", "WINNOW_GRAFANA_URL", "Set WINNOW_GRAFANA=DIRECTORY or WINNOW_GRAFANA_URL=ADDRESS.", () =>
    startGrafana(process.env["WINNOW_GRAFANA"]),
  );
  environment["WINNOW_POSTGRES_CLIENT"] = await installPostgres();
  await provide("PostgreSQL", "WINNOW_POSTGRES_URL", "Set WINNOW_POSTGRES_URL=ADDRESS.", startPostgres);
  failed = (await runTests()) !== 0;
} finally {
  for (const { stop } of started.toReversed()) await stop();
}
process.exitCode = failed ? 1 : 0;

/** @returns {Promise<number | null>} */
async function runTests() {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--config", "vitest.services.config.ts"], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: "inherit",
  });
  return new Promise((settle) => child.on("close", settle));
}
