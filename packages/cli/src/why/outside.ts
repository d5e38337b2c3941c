import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@winnow/core";
import { count } from "../terminal/numbers.ts";
import type { Place } from "./assignments.ts";
import { csvRecords } from "./csv-records.ts";
import type { FoundEvent } from "./search.ts";

/** Why an event is in no row. */
export interface Outside {
  readonly state: "filtered" | "rejected" | "filtered or rejected";
  readonly reason: string;
}

/**
 * Explains why an event is in no row: by the event itself where it was found, else by the numbers of the manifest.
 * @param directory of the result
 */
export async function whyOutside(
  place: Place,
  event: FoundEvent | undefined,
  manifest: Manifest,
  directory: string,
): Promise<Outside> {
  const { rejected, filtered } = manifest.ledger;
  const couldBeFiltered = event === undefined ? filtered > 0 : event.hasTime;
  const couldBeRejected = event === undefined ? rejected > 0 : !event.hasTime;
  if (!couldBeRejected) return { state: "filtered", reason: whyFiltered(manifest) };
  if (event !== undefined) return { state: "rejected", reason: "its time is missing or cannot be read" };
  if (!couldBeFiltered)
    return { state: "rejected", reason: await whyRejected(place.missingBefore, manifest, directory) };
  return {
    state: "filtered or rejected",
    reason: `${whyFiltered(manifest)}; or ${reasonsIn(manifest)}: rejects.csv has the rejected records`,
  };
}

function whyFiltered({ profile, fieldMap }: Manifest): string {
  const { where } = profile.document as { readonly where?: unknown };
  const unselected = `the field map "${fieldMap.name}" does not select it`;
  if (where === undefined || where === null) return unselected;
  return `the profile's where ${JSON.stringify(where)} excludes it, or ${unselected}`;
}

/** The reason of the rejected record that has so many before it, where no event was filtered. */
async function whyRejected(before: number, manifest: Manifest, directory: string): Promise<string> {
  const path = join(directory, "rejects.csv");
  const record = existsSync(path) ? (await rejectsInOrder(path))[before] : undefined;
  return record === undefined ? reasonsIn(manifest) : `${record.reason} (${record.file}, line ${record.line})`;
}

function reasonsIn({ ledger }: Manifest): string {
  return Object.entries(ledger.reasons)
    .map(([reason, times]) => `${reason} (${count(times)})`)
    .join(", ");
}

interface RejectedRecord {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** In the order of their data rows: file by file in the order of the inputs, by line. The file has them by kind of failure. */
async function rejectsInOrder(path: string): Promise<readonly RejectedRecord[]> {
  const files = new Map<string, RejectedRecord[]>();
  for await (const record of csvRecords(createReadStream(path, "utf8"))) {
    const file = record.get("file") ?? "";
    const reject = { file, line: Number(record.get("line")), reason: record.get("reason") ?? "" };
    const known = files.get(file);
    if (known === undefined) files.set(file, [reject]);
    else known.push(reject);
  }
  return [...files.values()].flatMap((rejects) => rejects.sort((a, b) => a.line - b.line));
}
