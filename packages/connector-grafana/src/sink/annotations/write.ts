import type { RunContext, RunResult } from "@winnow/core";
import { openService, type GrafanaClient } from "../../service/client.ts";
import { assertOrganization } from "../../service/organization.ts";
import { noTimes } from "../errors.ts";
import { profileTag, ROW_TAG, WINNOW_TAG } from "../identity.ts";
import { wantedAnnotations, type Wanted, type WantedAnnotation } from "./annotation.ts";
import { titleOf } from "./dashboard.ts";
import type { GrafanaAnnotationsOptions } from "./options.ts";
import { AnnotationWriter, listAnnotations, type StoredAnnotation } from "./store.ts";

/**
 * Brings Grafana's annotations in line with a result: one for each row, made, changed or left as it is. Annotations of
 * other rows stay.
 * @throws `WN1553` no row has a time, `WN1554` refused, `WN1555` not permitted, `WN1598` no such dashboard, and what the
 *   service throws
 */
export async function writeAnnotations(
  result: RunResult,
  options: GrafanaAnnotationsOptions,
  context: RunContext,
): Promise<readonly string[]> {
  const wanted = wantedAnnotations(result, options);
  if (wanted.annotations.length === 0 && wanted.timeless > 0) throw noTimes({});
  warnOfMissing(wanted, context);
  const client = await openService(options, context);
  try {
    await assertOrganization(client, options);
    if (options.dashboardUid !== undefined) await titleOf(client, options.dashboardUid);
    await bringInLine(client, result.profile.name, wanted.annotations, options, context);
  } finally {
    await client.close();
  }
  return [];
}

function warnOfMissing({ annotations, timeless, beyond }: Wanted, { warn }: RunContext): void {
  if (beyond > 0) {
    warn(
      `Grafana annotations: the first ${annotations.length} rows were annotated, ${beyond} more were not. ` +
        "Raise limit to have more.",
    );
  }
  if (timeless > 0) warn(`Grafana annotations: ${timeless} rows have no time after 1970 and were not annotated.`);
}

async function bringInLine(
  client: GrafanaClient,
  profile: string,
  annotations: readonly WantedAnnotation[],
  options: GrafanaAnnotationsOptions,
  { progress }: RunContext,
): Promise<void> {
  const find = await finder(client, profile);
  const writer = new AnnotationWriter(client, options, annotations.length);
  for (const [done, wanted] of annotations.entries()) {
    progress({ stage: "annotations", done, total: annotations.length, unit: "annotations" });
    const [present, ...copies] = await find(wanted.rowTag);
    if (present === undefined) await writer.create(wanted, done);
    else if (differs(present, wanted) || !writer.isInPlace(present)) await writer.replace(present, wanted, done);
    for (const copy of copies) await writer.remove(copy, done);
  }
  if (writer.made > 0) await removeCopies(writer, await finder(client, profile), annotations);
}

/**
 * Another run at the same time may have made the same annotations. Whichever of the two looks last sees both, and all
 * keep the oldest.
 */
async function removeCopies(
  writer: AnnotationWriter,
  find: Finder,
  annotations: readonly WantedAnnotation[],
): Promise<void> {
  for (const [done, { rowTag }] of annotations.entries()) {
    const [, ...copies] = await find(rowTag);
    for (const copy of copies) await writer.remove(copy, done);
  }
}

/** The annotations of a row, the oldest first. */
type Finder = (rowTag: string) => Promise<readonly StoredAnnotation[]>;

/** Finds the annotations of a row: in the list of all, or where that may not be whole, by asking for the row. */
async function finder(client: GrafanaClient, profile: string): Promise<Finder> {
  const { annotations, isWhole } = await listAnnotations(client, [WINNOW_TAG, profileTag(profile)]);
  const byTag = new Map<string, StoredAnnotation[]>();
  for (const annotation of annotations) {
    for (const tag of annotation.tags.filter((name) => name.startsWith(ROW_TAG)))
      byTag.set(tag, [...(byTag.get(tag) ?? []), annotation]);
  }
  return async (rowTag) => {
    const found = byTag.get(rowTag) ?? [];
    if (found.length > 0 || isWhole) return found;
    return (await listAnnotations(client, [rowTag])).annotations;
  };
}

function differs(present: StoredAnnotation, wanted: WantedAnnotation): boolean {
  const { time, timeEnd, text, tags } = present;
  return (
    time !== wanted.time ||
    timeEnd !== wanted.timeEnd ||
    text !== wanted.text ||
    JSON.stringify([...tags].sort()) !== JSON.stringify([...wanted.tags].sort())
  );
}
