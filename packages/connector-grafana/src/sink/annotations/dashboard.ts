import { isWinnowError } from "@winnow/core";
import { noSuchAddress } from "../../errors.ts";
import type { GrafanaClient } from "../../service/client.ts";
import { isNotPermitted } from "../../service/data-sources.ts";
import { member, textOf } from "../../service/json.ts";
import { noSuchDashboard } from "../errors.ts";

/**
 * The title of a dashboard. Grafana makes annotations of an unknown dashboard annotations of the organisation.
 * @throws `WN1598` where it is not there, or the token does not see it
 */
export async function titleOf(client: GrafanaClient, uid: string): Promise<string> {
  try {
    const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
    const found = await client.get(path, {}, { what: "looking for the dashboard" });
    return textOf(member(found, "dashboard"), "title");
  } catch (cause) {
    const isMissing = isNotPermitted(cause) || (isWinnowError(cause) && cause.code === noSuchAddress.spec.code);
    throw isMissing ? noSuchDashboard({ uid: client.quote(uid) }, { cause }) : cause;
  }
}
