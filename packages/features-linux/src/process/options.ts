import { z } from "zod";

export interface LinuxProcessOptions {
  /** Names of the features to describe events by, in vector order. */
  readonly pick: readonly string[];
}

/** Where from, what it looks like in outline, and what it touches: all of it told by path and template alone. */
const DEFAULT_PICK = [
  "placeUnusual",
  "pathDepth",
  "templateLogLength",
  "templateTokens",
  "signShare",
  "sensitiveTarget",
];

export const linuxProcessOptions: z.ZodType<LinuxProcessOptions> = z.strictObject({
  pick: z
    .array(z.string())
    .min(1)
    .default(DEFAULT_PICK)
    .describe("Names of the features to describe events by, in vector order"),
});
