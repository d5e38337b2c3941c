import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startProgram } from "./program.mjs";

/**
 * Starts a Grafana without any dashboard, folder or data source.
 * @param {string | undefined} home its home directory, in which `bin/grafana` is
 */
export async function startGrafana(home) {
  if (home === undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), "winnow-grafana-"));
  const port = await freePort();
  const environment = {
    GF_SERVER_HTTP_ADDR: "127.0.0.1",
    GF_SERVER_HTTP_PORT: String(port),
    GF_PATHS_DATA: directory,
    GF_PATHS_LOGS: directory,
    GF_PATHS_PLUGINS: join(directory, "plugins"),
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_LOG_LEVEL: "error",
  };
  const service = await startProgram({
    command: [join(home, "bin/grafana"), "server", "--homepath", home],
    environment,
    url: `http://127.0.0.1:${port}`,
    ready: "/api/health",
    directory,
  });
  return { ...service, url: `http://admin:admin@127.0.0.1:${port}` };
}
