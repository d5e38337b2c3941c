import { isObject, member } from "../service/json.ts";
import type { GrafanaClient } from "../service/client.ts";

/** What a token may do: for each permission the scopes that it is for. `undefined` where Grafana does not say. */
export type Rights = Readonly<Record<string, unknown>> | undefined;

/** A permission and the scopes, any of which will do. */
export interface NeededRight {
  readonly action: string;
  readonly scopes: readonly string[];
}

export async function rightsOf(client: GrafanaClient): Promise<Rights> {
  const path = "/api/access-control/user/permissions";
  const { status, body } = await client.json(path, {}, {}, { what: "asking what the token may do" });
  return status === 200 && isObject(body) ? body : undefined;
}

/** The permissions that a token lacks for at least one of their scopes. */
export function lacking(rights: Rights, needed: readonly NeededRight[]): readonly string[] {
  if (rights === undefined) return [];
  return needed.filter(({ action, scopes }) => !isGranted(member(rights, action), scopes)).map(({ action }) => action);
}

function isGranted(granted: unknown, scopes: readonly string[]): boolean {
  if (!Array.isArray(granted)) return false;
  return granted.some((scope) => typeof scope === "string" && scopes.some((wanted) => includes(scope, wanted)));
}

/** Whether a scope such as `annotations:*` includes another, or is one of a kind (`folders:uid:`) that is wanted. */
function includes(scope: string, wanted: string): boolean {
  if (scope === "" || scope === wanted) return true;
  if (wanted.endsWith(":") && scope.startsWith(wanted)) return true;
  return scope.endsWith("*") && wanted.startsWith(scope.slice(0, -1));
}
