#!/usr/bin/env node
import { EXIT } from "./exit-code.ts";
import { main } from "./program.ts";

const controller = new AbortController();

/** The first Ctrl-C asks the run to stop cleanly, the second does not ask. */
function stop(): void {
  if (controller.signal.aborted) process.exit(EXIT.stopped);
  controller.abort();
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

// A reader that has seen enough (`winnow … | head`) closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  throw error;
});

const { stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), { stdout, stderr, environment: env, signal: controller.signal });
// A stopped run may leave native work behind that would keep the process alive until it is through.
if (controller.signal.aborted) process.exit();
