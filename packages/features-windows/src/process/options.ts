import { z } from "zod";

export interface WindowsProcessOptions {
  /** Names of the features to describe events by, in vector order. */
  readonly pick: readonly string[];
}

/** Where from, what it looks like in outline, and in which session. */
const DEFAULT_PICK = ["pathScore", "commandlineTokensFull", "commandlineLogLen", "isSystemSession"];

export const windowsProcessOptions: z.ZodType<WindowsProcessOptions> = z.strictObject({
  pick: z
    .array(z.string())
    .min(1)
    .default(DEFAULT_PICK)
    .describe("Names of the features to describe events by, in vector order"),
});
