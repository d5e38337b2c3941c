import type { GrafanaClient } from "../../service/client.ts";
import { textOf } from "../../service/json.ts";

/** The dashboard schema of the oldest minor version of each major version. Older schemas are migrated by the server. */
const SCHEMAS: readonly (readonly [major: number, schema: number])[] = [
  [12, 41],
  [11, 39],
  [10, 38],
  [9, 36],
];
const OLDEST = 36;

/** The schema version for a dashboard on this server: one that is newer than the server's makes it warn and may not load. */
export async function schemaVersionOf(client: GrafanaClient, newest: number): Promise<number> {
  const health = await client.get("/api/health", {}, { what: "asking for Grafana's version" });
  const major = Number.parseInt(textOf(health, "version"), 10);
  if (Number.isNaN(major)) return newest;
  const known = SCHEMAS.find(([from]) => major >= from)?.[1] ?? OLDEST;
  return Math.min(newest, known);
}
