import { z } from "zod";

const webAddress = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username + password === "";
}, "must be an http or https address without user and password");

/** Where people find the report: the address that readers of Grafana can open. */
export const reportUrl: z.ZodType<string | undefined> = webAddress
  .optional()
  .describe("address at which people find the report of the run, for a link to it");
