#!/usr/bin/env node
import { EXIT } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { main } from "./program.ts";
import { reportError } from "./report-error.ts";

const controller = new AbortController();
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  signal: controller.signal,
};

/** The first Ctrl-C asks the run to stop cleanly, the second does not ask. */
function stop(): void {
  if (controller.signal.aborted) process.exit(EXIT.stopped);
  controller.abort();
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// A closed terminal sends it, sometimes twice: it asks each time.
process.on("SIGHUP", () => controller.abort());

// A reader that has seen enough (`winnow … | head`) closes the pipe; that is no failure, and nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // The terminal was closed: the run stops by the signal of that.
    if (error.code === "EIO") return;
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT.done);
  });
}

// What a plugin throws where nobody waits for it ends like every other error: in words, without a stack.
process.on("uncaughtException", (error) => process.exit(reportError(error, io)));

process.exitCode = await main(process.argv.slice(2), io);
// A stopped run may leave native work behind that would keep the process alive until it is through.
if (controller.signal.aborted) process.exit();
