import type { Probe, RunContext } from "@winnow/core";
import type { GrafanaClient } from "../service/client.ts";
import { type Found, reached, tried } from "../service/probing.ts";
import type { GrafanaAnnotationsOptions } from "./annotations/options.ts";
import { titleOf } from "./annotations/dashboard.ts";
import { listAnnotations } from "./annotations/store.ts";
import type { GrafanaDashboardOptions } from "./dashboard/options.ts";
import { assertFolder } from "./dashboard/write.ts";
import { mayNotWrite } from "./errors.ts";
import { WINNOW_TAG } from "./identity.ts";
import { lacking, type NeededRight, rightsOf } from "./rights.ts";

/** Tries the address, the token and the permissions to read and write annotations; nothing is written. */
export async function* probeAnnotations(
  { dashboardUid, ...options }: GrafanaAnnotationsOptions,
  context: RunContext,
): AsyncGenerator<Probe> {
  const client = yield* reached(options, context);
  if (client === undefined) return;
  try {
    yield* tried("annotations", async () => {
      const { annotations } = await listAnnotations(client, [WINNOW_TAG]);
      return { detail: `can be read; ${annotations.length} are Winnow's`, value: true };
    });
    yield* tried("writing annotations", () => tryRights(client, "write annotations", annotationRights(dashboardUid)));
    if (dashboardUid !== undefined) yield* tried("dashboard", () => tryDashboard(client, dashboardUid));
  } finally {
    await client.close();
  }
}

/** Tries the address, the token, the folder and the permission to write dashboards; nothing is written. */
export async function* probeDashboard(options: GrafanaDashboardOptions, context: RunContext): AsyncGenerator<Probe> {
  const client = yield* reached(options, context);
  if (client === undefined) return;
  const { folder } = options;
  try {
    if (folder !== undefined) {
      yield* tried("folder", async () => {
        await assertFolder(client, folder);
        return { detail: client.quote(`${folder} is there`), value: true };
      });
    }
    yield* tried("writing dashboards", () => tryRights(client, "write dashboards", dashboardRights(options)));
  } finally {
    await client.close();
  }
}

/** Annotations of the organisation need a scope of their own; those of a dashboard, that one may edit it. */
function annotationRights(dashboardUid: string | undefined): readonly NeededRight[] {
  const actions = ["annotations:create", "annotations:write", "annotations:delete"];
  if (dashboardUid === undefined) {
    return actions.map((action) => ({ action, scopes: ["annotations:type:organization"] }));
  }
  const dashboard = `dashboards:uid:${dashboardUid}`;
  // Grafana writes the scope of the dashboard, or that of its folder, in place of the type where it distinguishes them.
  const scopes = ["annotations:type:dashboard", dashboard, ANY_FOLDER];
  return [
    ...actions.map((action) => ({ action, scopes })),
    { action: "dashboards:write", scopes: [dashboard, ANY_FOLDER] },
  ];
}

/** Includes every scope of folders, whichever folder a dashboard is in. */
const ANY_FOLDER = "folders:uid:";

function dashboardRights({ uid, folder = "general" }: GrafanaDashboardOptions): readonly NeededRight[] {
  const inFolder = `folders:uid:${folder}`;
  return [
    { action: "dashboards:create", scopes: [inFolder] },
    { action: "dashboards:write", scopes: [inFolder, `dashboards:uid:${uid ?? ""}`] },
  ];
}

/** Looks whether the token has rights, as far as Grafana says. */
async function tryRights(client: GrafanaClient, what: string, needed: readonly NeededRight[]): Promise<Found<true>> {
  const rights = await rightsOf(client);
  if (rights === undefined) return { detail: "Grafana does not say whether the token may", value: true };
  const lacked = lacking(rights, needed);
  if (lacked.length > 0) throw mayNotWrite({ what, right: lacked.join(", ") });
  return { detail: `the token may ${what}`, value: true };
}

async function tryDashboard(client: GrafanaClient, uid: string): Promise<Found<true>> {
  return { detail: `is there: ${JSON.stringify(client.quote(await titleOf(client, uid)))}`, value: true };
}
