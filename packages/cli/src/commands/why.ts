import { join } from "node:path";
import { EXIT } from "../exit-code.ts";
import { findRun } from "../finished-run/find-run.ts";
import { readManifest } from "../finished-run/manifest.ts";
import type { Io } from "../io.ts";
import { nearbyQuoted } from "../terminal/nearby.ts";
import { styleFor, widthFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";
import { explainEvents } from "../why/answer.ts";
import { describeWhy } from "../why/describe.ts";
import { parseQuestion } from "../why/question.ts";

export interface WhyCommandOptions {
  readonly json?: boolean;
}

/** `winnow why`: the row of a finished run that holds an event, and why it ranks there. */
export async function whyCommand(folder: string, event: string, { json }: WhyCommandOptions, io: Io): Promise<number> {
  const question = parseQuestion(event);
  const { result, hasReport } = await findRun(folder);
  const manifest = await readManifest(join(result, "manifest.json"));
  const answer = await explainEvents({ out: folder, directory: result, manifest }, question, event, io);
  const { stdout, environment } = io;
  if (json === true) {
    stdout.write(`${JSON.stringify(answer)}\n`);
    return EXIT.done;
  }
  const next = hasReport
    ? `Next: winnow open ${nearbyQuoted(folder)} shows the rows with their events.`
    : "Next: clusters.csv has the rows with their exemplars.";
  const lines = describeWhy(answer, question, widthFor(stdout, environment), styleFor(stdout, environment));
  stdout.write([...lines, "", visible(next), ""].join("\n"));
  return EXIT.done;
}
