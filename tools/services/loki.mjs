import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startProgram } from "./program.mjs";

/**
 * Starts a Loki that accepts old lines, with its usual limits of queries.
 * @param {string | undefined} program
 */
export async function startLoki(program) {
  if (program === undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), "winnow-loki-"));
  const [port, grpc] = [await freePort(), await freePort()];
  const config = join(directory, "loki.yaml");
  writeFileSync(config, configuration(directory, port, grpc));
  const url = `http://127.0.0.1:${port}`;
  return startProgram({ command: [program, `-config.file=${config}`], url, ready: "/ready", directory });
}

/**
 * @param {string} directory
 * @param {number} port
 * @param {number} grpc
 */
function configuration(directory, port, grpc) {
  return `auth_enabled: false
server: { http_listen_address: 127.0.0.1, http_listen_port: ${port}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: error }
common:
  path_prefix: ${JSON.stringify(directory)}
  replication_factor: 1
  instance_addr: 127.0.0.1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: ${JSON.stringify(join(directory, "chunks"))}, rules_directory: ${JSON.stringify(join(directory, "rules"))} } }
schema_config:
  configs:
    - { from: "2020-01-01", store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }
limits_config:
  reject_old_samples: false
  ingestion_rate_mb: 1000
  ingestion_burst_size_mb: 1000
  per_stream_rate_limit: 1000MB
  per_stream_rate_limit_burst: 1000MB
  max_global_streams_per_user: 0
analytics: { reporting_enabled: false }
`;
}
