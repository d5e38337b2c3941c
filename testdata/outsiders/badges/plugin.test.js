import { writeFileSync } from "node:fs";
import test from "node:test";
import { connectorChecks, extractorChecks } from "@winnow/testkit";
import { connector, extractor } from "./plugin.js";

const directory = import.meta.dirname;
writeFileSync(
  `${directory}/two.txt`,
  "2026-03-02 08:00:00|north|B-1|in|granted\n2026-03-02 08:01:00|north|B-2|in|denied\n",
);
writeFileSync(`${directory}/none.txt`, "");
writeFileSync(`${directory}/torn.txt`, "2026-03-02 08:00:00|north|B-1|in|granted\n2026-03-02 08:0");

const first = { time: "2026-03-02 08:00:00", door: "north", badge: "B-1", direction: "in", answer: "granted" };
const second = { time: "2026-03-02 08:01:00", door: "north", badge: "B-2", direction: "in", answer: "denied" };
const checks = [
  ...connectorChecks(connector, {
    directory,
    options: { path: "two.txt" },
    gives: "stream",
    events: [first, second],
    empty: { path: "none.txt" },
    unreadable: { options: { path: "torn.txt" }, events: [first], rejected: 1 },
    broken: [{ path: "missing.txt" }],
  }),
  ...extractorChecks(extractor, {
    examples: [{ event: { answer: "denied" }, features: { denied: 1 } }],
    fields: ["answer"],
  }),
];
for (const { id, must, run } of checks) test(`${id}: ${must}`, run);
