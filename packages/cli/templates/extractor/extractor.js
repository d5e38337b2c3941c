// @ts-check
import { defineExtractor, defineFieldMap, pickFeatures } from "@winnow/core";
import { z } from "zod";

/** What the columns of the log mean. A field is any name; features read fields, never columns. */
export const fieldMap = defineFieldMap({
  name: "__NAME__",
  summary: "Columns time, host, program and command",
  event: "__NAME__",
  requires: ["program", "command"],
  fields: {
    "@timestamp": "time",
    "host.name": "host",
    "process.name": "program",
    "process.command_line": "command",
  },
});

/**
 * Everything that this extractor knows of an event. Numbers are clustered; texts are kept, guarded and clustered within.
 * Expressions run wherever the events are held; `winnow plugins --operators` lists them.
 * @type {readonly import("@winnow/core").Feature[]}
 */
const CATALOGUE = [
  {
    name: "commandLogLength",
    unit: "characters",
    doc: "Decimal logarithm of the command's length; 0 where it is missing.",
    value: { log10: { length: "process.command_line" } },
  },
  {
    name: "commandDigits",
    unit: "characters",
    doc: "Digits in the command; 0 where it is missing.",
    value: { countChars: ["process.command_line", "0123456789"] },
  },
  {
    name: "commandTemplate",
    unit: "text",
    doc: "The command with numbers, GUIDs and the like blanked out.",
    value: { template: "process.command_line" },
  },
];

export const extractor = defineExtractor({
  name: "__NAME__",
  summary: "__SUMMARY__",
  options: z.strictObject({
    pick: z
      .array(z.string())
      .default(["commandLogLength", "commandDigits"])
      .describe("The features to cluster by, in order."),
  }),
  accepts: ["__NAME__"],
  catalogue: CATALOGUE,
  features: ({ pick }) => pickFeatures("__NAME__", CATALOGUE, pick),
});
