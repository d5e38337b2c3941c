import test from "node:test";
import { extractorChecks } from "@winnow/testkit";
import { extractor } from "../extractor.js";

const checks = extractorChecks(extractor, {
  examples: [
    {
      event: { "process.command_line": "tool 42" },
      features: { commandDigits: 2, commandTemplate: "tool <number>" },
    },
    { event: {}, features: { commandLogLength: 0, commandDigits: 0, commandTemplate: "" } },
  ],
});

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);
