export type { GrafanaClient } from "./service/client.ts";
