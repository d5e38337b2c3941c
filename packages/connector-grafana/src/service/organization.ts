import { isWinnowError } from "@winnow/core";
import { noSuchAddress, wrongOrganization } from "../errors.ts";
import type { GrafanaClient } from "./client.ts";
import { isNotPermitted } from "./data-sources.ts";
import { member, textOf } from "./json.ts";
import type { ServiceOptions } from "./options.ts";

/** The organisation of a token. */
export interface Organization {
  readonly id: number;
  readonly name: string;
}

/** The token's organisation; `undefined` where the token may not see it. */
export async function organizationOf(client: GrafanaClient): Promise<Organization | undefined> {
  try {
    const org = await client.get("/api/org", {}, { what: "asking for the organisation of the token" });
    return { id: Number(member(org, "id")), name: textOf(org, "name") };
  } catch (error) {
    if (isNotPermitted(error) || (isWinnowError(error) && error.code === noSuchAddress.spec.code)) return undefined;
    throw error;
  }
}

/**
 * A token belongs to one organisation, and Grafana ignores the number of another one: everything would be read from, or
 * written to, the wrong organisation.
 * @throws `WN1588` where orgId is not the token's organisation
 */
export async function assertOrganization(client: GrafanaClient, { orgId }: ServiceOptions): Promise<void> {
  if (orgId === undefined) return;
  const organization = await organizationOf(client);
  if (organization === undefined || organization.id === orgId) return;
  throw wrongOrganization({ orgId, id: organization.id, name: JSON.stringify(client.quote(organization.name)) });
}
