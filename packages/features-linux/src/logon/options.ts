import { z } from "zod";

export interface LinuxLogonOptions {
  /** Names of the features to describe events by, in vector order. */
  readonly pick: readonly string[];
}

/** Who, from what kind of place, and whether it went well. */
const DEFAULT_PICK = ["AccountNum", "LogonFailed", "sourcePublic"];

export const linuxLogonOptions: z.ZodType<LinuxLogonOptions> = z.strictObject({
  pick: z
    .array(z.string())
    .min(1)
    .default(DEFAULT_PICK)
    .describe("Names of the features to describe events by, in vector order"),
});
