import { z } from "zod";

/** How Grafana is reached: the options that source and sinks share. */
export interface ServiceOptions {
  /** Address of Grafana, with the path that it is served under: `https://grafana.example.com/grafana/`. */
  readonly url: string;
  /** Token of a service account. Never printed. */
  readonly token: string;
  /** Number of the organisation, where the token's own is not meant. */
  readonly orgId?: number | undefined;
  /** PEM file of a certificate authority to trust besides the usual ones, relative to the profile's folder. */
  readonly caFile?: string | undefined;
  /** Seconds that one request may take; 120 when left out. */
  readonly timeoutSeconds?: number | undefined;
  /** How often a request is repeated after throttling and passing faults; 5 when left out. */
  readonly retries?: number | undefined;
}

type Shape = { readonly [K in keyof ServiceOptions]-?: z.ZodType<ServiceOptions[K]> };

const isUsable = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
};

export const serviceShape: Shape = {
  url: z
    .string()
    .refine(isUsable, "must be an http or https address without user, password, query and fragment")
    .describe("address of Grafana, with the path that it is served under: https://grafana.example.com/grafana"),
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be a token: printable ASCII without spaces")
    .describe("token of a service account; take it from the environment: ${env:GRAFANA_TOKEN}"),
  orgId: z.int().positive().optional().describe("number of the organisation; the token's own when left out"),
  caFile: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of a certificate authority to trust besides the usual ones; relative to the profile's folder"),
  timeoutSeconds: z.number().positive().max(3600).optional().describe("seconds that one request may take; 120"),
  retries: z.int().min(0).max(20).optional().describe("how often a request is repeated after a passing fault; 5"),
};
