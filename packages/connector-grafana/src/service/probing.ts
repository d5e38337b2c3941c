import { isWinnowError, type Probe, type RunContext } from "@winnow/core";
import { type GrafanaClient, openService } from "./client.ts";
import { textOf } from "./json.ts";
import type { ServiceOptions } from "./options.ts";
import { assertOrganization, organizationOf } from "./organization.ts";

/** What a step of the probe found, and what the next step needs of it. */
export interface Found<T> {
  readonly detail: string;
  readonly value: T;
}

/**
 * Opens the service and tries address, Grafana and token, up to what fails: `undefined` then. Whoever gets the client
 * closes it.
 */
export async function* reached(
  options: ServiceOptions,
  context: RunContext,
): AsyncGenerator<Probe, GrafanaClient | undefined> {
  const client = yield* tried("address", async () => {
    const opened = await openService(options, context, { retries: 0, firstMs: 0, longestMs: 0, patienceMs: 0 });
    return { detail: `${new URL(options.url).host} will be asked`, value: opened };
  });
  if (client === undefined) return undefined;
  let isReached = false;
  try {
    isReached =
      (yield* tried("Grafana", () => reachGrafana(client))) === true &&
      (yield* tried("token", () => tryToken(client, options))) === true;
  } finally {
    if (!isReached) await client.close();
  }
  return isReached ? client : undefined;
}

/** One step: what it found, or what is wrong and what to do. */
export async function* tried<T>(
  subject: string,
  attempt: () => Promise<Found<T>>,
): AsyncGenerator<Probe, T | undefined> {
  try {
    const { detail, value } = await attempt();
    yield { subject, ok: true, detail };
    return value;
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    yield { subject, ok: false, detail: `${error.code} ${error.message}\n${error.hint}` };
    return undefined;
  }
}

async function reachGrafana(client: GrafanaClient): Promise<Found<true>> {
  const health = await client.get("/api/health", {}, { what: "looking whether Grafana answers" });
  const version = client.quote(textOf(health, "version"));
  return { detail: version === "" ? "answers" : `answers; version ${version}`, value: true };
}

async function tryToken(client: GrafanaClient, options: ServiceOptions): Promise<Found<true>> {
  await assertOrganization(client, options);
  const organization = await organizationOf(client);
  if (organization === undefined) {
    return { detail: "is accepted; it may not see the organisation, which is not needed", value: true };
  }
  return { detail: `is accepted; organisation ${JSON.stringify(client.quote(organization.name))}`, value: true };
}
