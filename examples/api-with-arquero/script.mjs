// Runs a profile from a program, and goes on with arquero's verbs.
import { fileURLToPath } from "node:url";
import { builtInRegistry } from "@winnow/cli";
import { loadProfile, run } from "@winnow/orchestrator";
import { desc, op } from "arquero";

const path = fileURLToPath(new URL("profile.yaml", import.meta.url));
const loaded = await loadProfile({ path }, { registry: await builtInRegistry() });

// Progress and a way to stop, as the command has them.
const controller = new AbortController();
process.once("SIGINT", () => controller.abort());
const outcome = await run(loaded, {
  signal: controller.signal,
  progress: ({ stage, done, unit }) => process.stderr.write(`\r${stage} ${done} ${unit}   `),
  outputDirectory: process.argv[2] ?? "winnow-out/api-with-arquero",
});
process.stderr.write("\n");

try {
  const rows = await outcome.table("rows");
  const perUser = rows
    .groupby("user.name")
    .rollup({ rows: op.count(), events: op.sum("size") })
    .orderby(desc("events"));
  console.log(`${outcome.ledger.clustered} events, ${outcome.counts.rows} rows`);
  const [users, counts, events] = ["user.name", "rows", "events"].map((name) => perUser.array(name));
  users?.forEach((user, i) => console.log(`${user}: ${counts?.[i]} rows, ${events?.[i]} events`));
  console.log(`first to read: ${outcome.rows[0]?.reasons.join("; ")}`);
} finally {
  await outcome.close();
}
