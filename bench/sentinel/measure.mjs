import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { sentinelConnector } from "@winnow/connector-sentinel";
import { plugins as windows } from "@winnow/features-windows";
import { plugins as maps } from "@winnow/field-maps";
import { createRegistry, loadProfile, run } from "@winnow/orchestrator";
import { startFakeSentinel } from "@winnow/testkit/fakes";
import { COLUMNS, eventsSql, START, STEP } from "./events.mjs";

const PROFILES = new URL("../../packages/cli/profiles/", import.meta.url);

/**
 * What moves when a profile runs on events in a fake Sentinel, reduced there or pulled.
 * @param {{ profile: string, events: number, pulled: number }} asked `pulled`: how many of the events are pulled, by which
 *   the bytes of all are told
 * @returns {Promise<{ groups: number, rows: number, reducedBytes: number, pulledBytes: number, reducedSeconds: number }>}
 */
export async function measureBytes({ profile, events, pulled }) {
  const sentinel = await startFakeSentinel({
    tables: { SecurityEvent: { columns: COLUMNS, sql: eventsSql(events) } },
    limits: { requests: 1_000_000 },
  });
  const directory = mkdtempSync(join(tmpdir(), "winnow-bench-"));
  writeFileSync(join(directory, "ca.pem"), sentinel.ca);
  const bytes = () => sentinel.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  try {
    const began = performance.now();
    const reduced = await runProfile(profile, sourceOf(sentinel, events), directory);
    const reducedSeconds = (performance.now() - began) / 1000;
    const reducedBytes = bytes();
    if (reduced.ledger.clustered !== events)
      throw new Error(`${reduced.ledger.clustered} of ${events} events were seen`);
    const had = await pull({ ...sourceOf(sentinel, pulled), mode: "pull" }, directory);
    const pulledBytes = ((bytes() - reducedBytes) * events) / had;
    const { groups, rows } = reduced.counts;
    return { groups, rows, reducedBytes, pulledBytes, reducedSeconds };
  } finally {
    await sentinel.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {bigint} ticks */
function instant(ticks) {
  return new Date(Number(ticks / 10_000n)).toISOString();
}

/**
 * @param {import("@winnow/testkit/fakes").FakeSentinel} sentinel
 * @param {number} events
 */
function sourceOf(sentinel, events) {
  return {
    workspace: sentinel.workspace,
    table: "SecurityEvent",
    since: instant(START),
    until: instant(START + BigInt(events) * STEP + 100_000_000n),
    endpoint: sentinel.endpoint,
    ca: "ca.pem",
    auth: { kind: "token", token: sentinel.token },
  };
}

/**
 * @param {string} profile
 * @param {object} source
 * @param {string} directory
 */
async function runProfile(profile, source, directory) {
  const sentinel = /** @type {import("@winnow/core").Plugin} */ (sentinelConnector);
  const plugins = [sentinel, ...maps, ...windows, ...dbscan];
  const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "bench", version: "0.0.0" })));
  const text = readFileSync(new URL(`${profile}.yaml`, PROFILES), "utf8").replace(/\nsinks:[\s\S]*$/, "\n");
  const written = `${text}\nsource: ${JSON.stringify({ use: "sentinel", with: source })}\n`;
  const loaded = await loadProfile({ text: written, directory }, { registry });
  const outcome = await run(loaded, { outputDirectory: null });
  await outcome.close();
  return outcome;
}

function quiet() {}

/**
 * @param {object} source
 * @param {string} directory
 */
async function pull(source, directory) {
  const checked = await sentinelConnector.options["~standard"].validate(source);
  if (checked.issues !== undefined) throw new Error(JSON.stringify(checked.issues));
  const stream = await sentinelConnector.connect(checked.value, {
    signal: new AbortController().signal,
    profileDirectory: directory,
    outputDirectory: directory,
    progress: quiet,
    warn: quiet,
    gap: ({ reason }) => {
      throw new Error(`missing: ${reason}`);
    },
  });
  if (stream.kind !== "stream") throw new Error("the source is not pulled");
  let rows = 0;
  for await (const batch of stream.batches()) rows += batch.rows;
  return rows;
}
