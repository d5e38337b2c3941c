import { z } from "zod";

export interface WindowsLogonOptions {
  /** Names of the features to describe events by, in vector order. */
  readonly pick: readonly string[];
}

/** Who, and how: the pair of the notebook. */
const DEFAULT_PICK = ["AccountNum", "LogonType"];

export const windowsLogonOptions: z.ZodType<WindowsLogonOptions> = z.strictObject({
  pick: z
    .array(z.string())
    .min(1)
    .default(DEFAULT_PICK)
    .describe("Names of the features to describe events by, in vector order"),
});
