import type { Probe, RunContext } from "@winnow/core";
import { isObject, member, textOf } from "../service/json.ts";
import type { GrafanaClient } from "../service/client.ts";
import { type Found, reached, tried } from "../service/probing.ts";
import type { GrafanaAnnotationsOptions } from "./annotations/options.ts";
import { listAnnotations, permitted } from "./annotations/store.ts";
import type { GrafanaDashboardOptions } from "./dashboard/options.ts";
import { assertFolder } from "./dashboard/write.ts";
import { mayNotWrite } from "./errors.ts";
import { WINNOW_TAG } from "./identity.ts";

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
    yield* tried("writing annotations", () =>
      tryRights(client, "write annotations", ["annotations:create", "annotations:write", "annotations:delete"]),
    );
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
    yield* tried("writing dashboards", () =>
      tryRights(client, "write dashboards", ["dashboards:create", "dashboards:write"]),
    );
  } finally {
    await client.close();
  }
}

/** Looks whether the token has rights, as far as Grafana tells. */
async function tryRights(client: GrafanaClient, what: string, rights: readonly string[]): Promise<Found<true>> {
  const path = "/api/access-control/user/permissions";
  const { status, body: known } = await client.json(path, {}, {}, { what: "asking what the token may do" });
  if (status !== 200 || !isObject(known)) return { detail: "Grafana does not tell whether the token may", value: true };
  const lacking = rights.filter((right) => member(known, right) === undefined);
  if (lacking.length > 0) throw mayNotWrite({ what, right: lacking.join(", ") });
  return { detail: `the token may ${what}`, value: true };
}

async function tryDashboard(client: GrafanaClient, uid: string): Promise<Found<true>> {
  const found = await permitted("see the dashboard", "dashboards:read", () =>
    client.get(`/api/dashboards/uid/${encodeURIComponent(uid)}`, {}, { what: "looking for the dashboard" }),
  );
  return {
    detail: `is there: ${JSON.stringify(client.quote(textOf(member(found, "dashboard"), "title")))}`,
    value: true,
  };
}
