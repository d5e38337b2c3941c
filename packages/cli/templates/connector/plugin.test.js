import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { connectorChecks } from "@winnow/testkit";
import { connector } from "../connector.js";

const directory = mkdtempSync(join(tmpdir(), "__NAME__-"));
writeFileSync(join(directory, "good.log"), "user=alice;action=login\nuser=bob\n");
writeFileSync(join(directory, "empty.log"), "");
writeFileSync(join(directory, "damaged.log"), "user=alice\nthis is no event\n");

const checks = connectorChecks(connector, {
  directory,
  options: { path: "good.log" },
  gives: "stream",
  events: [{ user: "alice", action: "login" }, { user: "bob" }],
  empty: { path: "empty.log" },
  unreadable: { options: { path: "damaged.log" }, events: [{ user: "alice" }], rejected: 1 },
  broken: [{ path: "missing.log" }, { path: "." }],
});

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);
