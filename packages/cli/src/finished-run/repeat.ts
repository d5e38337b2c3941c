import { isWinnowError, type InputIdentity, type Manifest } from "@winnow/core";
import { identifyFile, loadProfile, profileOrThrow, type LoadedProfile, type Use } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";

/** Why the files of a run cannot be read again. */
export interface Obstacle {
  readonly path: string;
  /** `no longer exists` */
  readonly problem: string;
  readonly cause?: unknown;
}

/** The files that a run read: of events, or of groups. None where its source is not files. */
export function filesOf({ inputs, groupsFiles }: Manifest): readonly InputIdentity[] {
  return groupsFiles ?? inputs;
}

/** The first file of a run that is not what the run read; `undefined` where all of them are. */
export async function obstacleTo(manifest: Manifest, signal: AbortSignal): Promise<Obstacle | undefined> {
  for (const file of filesOf(manifest)) {
    const obstacle = await obstacleIn(file, signal);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

async function obstacleIn({ path, sha256 }: InputIdentity, signal: AbortSignal): Promise<Obstacle | undefined> {
  if (sha256 === null) return { path, problem: "cannot be read a second time" };
  try {
    const found = await identifyFile(path, signal);
    return found.sha256 === sha256 ? undefined : { path, problem: "has changed since the run" };
  } catch (cause) {
    if (isWinnowError(cause)) throw cause;
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    return { path, problem: code === "ENOENT" ? "no longer exists" : `cannot be read (${code})`, cause };
  }
}

/** Whether another run masks secrets as this one did: it masked none, or its key is in the environment. */
export function masksAgain({ profile }: Manifest): boolean {
  const { redact } = profile.document as { readonly redact?: { readonly key?: unknown } | null };
  return redact === undefined || redact === null || typeof redact.key === "string";
}

/** Sinks of a profile that write the report. */
export const REPORT_SINK = "html-report";

/**
 * Loads the profile of a run for another run on the same files. Of its sinks it has the report alone.
 * @throws the profile's problems: its plugins may be gone
 */
export async function loadAgain(manifest: Manifest): Promise<LoadedProfile> {
  const { document, directory, name } = manifest.profile;
  const { source, sinks = [], ...others } = document as { readonly source: Use; readonly sinks?: readonly Use[] };
  const path = filesOf(manifest).map((file) => file.path);
  const data = {
    ...others,
    source: { ...source, with: { ...source.with, path } },
    sinks: [sinks.find(({ use }) => use === REPORT_SINK) ?? { use: REPORT_SINK }],
  };
  const loaded = await loadProfile(
    { data, ...(directory === undefined ? {} : { directory }) },
    { registry: await builtInRegistry(), builtIn: builtInProfiles },
  );
  profileOrThrow(loaded, name);
  return loaded;
}
