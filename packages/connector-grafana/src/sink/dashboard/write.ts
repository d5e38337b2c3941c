import { isWinnowError, type RunContext, type RunResult } from "@winnow/core";
import { openService, type GrafanaClient } from "../../service/client.ts";
import { findDataSource, isNotPermitted } from "../../service/data-sources.ts";
import { textOf } from "../../service/json.ts";
import { assertOrganization } from "../../service/organization.ts";
import { noSuchFolder } from "../errors.ts";
import { dashboardUid } from "../identity.ts";
import { buildDashboard, type ShownLoki } from "./build.ts";
import type { GrafanaDashboardOptions } from "./options.ts";
import { pushDashboard } from "./push.ts";
import { schemaVersionOf } from "./schema-version.ts";
import { logSource } from "./source-panels.ts";

/**
 * Writes the dashboard of a result, in place of the one of the run before.
 * @throws `WN1555` to `WN1559`, and what the service throws
 */
export async function writeDashboard(
  result: RunResult,
  options: GrafanaDashboardOptions,
  context: RunContext,
): Promise<readonly string[]> {
  const client = await openService(options, context);
  try {
    const { folder } = options;
    await assertOrganization(client, options);
    if (folder !== undefined) await assertFolder(client, folder);
    const uid = options.uid ?? dashboardUid(result.profile.name);
    const built = await buildDashboard(result, uid, options, await shownLoki(client, result, options));
    const spec = { ...built, schemaVersion: await schemaVersionOf(client, built.schemaVersion) };
    await pushDashboard(client, { uid, folder, spec }, await namespaceOf(client, options));
  } finally {
    await client.close();
  }
  return [];
}

/**
 * Grafana refuses to say whether a folder exists to those who may not see it.
 * @throws `WN1558` when there is none of this uid, or the token does not see it
 */
export async function assertFolder(client: GrafanaClient, folder: string): Promise<void> {
  const path = `/api/folders/${encodeURIComponent(folder)}`;
  try {
    const { status } = await client.text(path, {}, {}, { what: "looking for the folder of the dashboard" });
    if (status === 200) return;
  } catch (error) {
    if (!isNotPermitted(error)) throw error;
  }
  throw noSuchFolder({ folder: client.quote(folder) });
}

/** The Loki that the events came from; where nobody asked for it and it cannot be found, the dashboard does without. */
async function shownLoki(
  client: GrafanaClient,
  result: RunResult,
  options: GrafanaDashboardOptions,
): Promise<ShownLoki | undefined> {
  const log = logSource(result, options);
  if (log === undefined) return undefined;
  try {
    const { uid, type } = await findDataSource(client, log.dataSource);
    return type === "loki" ? { uid, query: log.query } : undefined;
  } catch (error) {
    if (!isWinnowError(error) || error.code === "WN1001" || options.dataSource !== undefined) throw error;
    return undefined;
  }
}

/** What Grafana calls the organisation in the addresses of its current API. */
async function namespaceOf(client: GrafanaClient, { orgId }: GrafanaDashboardOptions): Promise<string> {
  const { status, body } = await settings(client);
  const namespace = status === 200 ? textOf(body, "namespace") : "";
  if (/^[a-z0-9-]+$/.test(namespace)) return namespace;
  return orgId === undefined || orgId === 1 ? "default" : `org-${orgId}`;
}

async function settings(client: GrafanaClient): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const body = await client.get("/api/frontend/settings", {}, { what: "asking for the name of the organisation" });
    return { status: 200, body };
  } catch (error) {
    // Only its name is wanted, and there is one to fall back on: what does not work fails when the dashboard is written.
    if (!isWinnowError(error) || error.code === "WN1001") throw error;
    return { status: 0, body: undefined };
  }
}
