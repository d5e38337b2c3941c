import { createHash } from "node:crypto";
import type { InputIdentity, ReducedGroups } from "@winnow/core";
import { formatTime } from "@winnow/expressions";

const DIGEST_DIGITS = 16;

/**
 * Names of what was read where no hash of a file identifies it: by what came, not by what was asked. The same question has
 * other answers on other days, and a question contains tokens, limits and retries.
 * @param source the connector; `null` for files
 */
export async function slicesOf(
  source: string | null,
  inputs: readonly InputIdentity[],
  groups: ReducedGroups,
  digestsOf: (events: readonly number[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const unhashed = inputs.filter(({ sha256 }) => sha256 === null).map(({ path }) => path);
  const names = source === null ? unhashed : [source];
  if (names.length === 0 || groups.size === 0) return [];
  const events = groups.counts.reduce((sum, count) => sum + count, 0);
  const first = groups.firstTimes.reduce((a, b) => (b < a ? b : a));
  const last = groups.lastTimes.reduce((a, b) => (b > a ? b : a));
  const digest = await contentOf(groups, digestsOf);
  return [`${names.join(", ")}: ${events} events, ${instant(first)} to ${instant(last)} (${digest})`];
}

const EVENTS_AT_ONCE = 8192;

/** Digest of the groups, in their order: keys, counts, times, and the events that represent them. */
async function contentOf(
  { features, kept, dictionaries, counts, firstTimes, lastTimes, exemplars }: ReducedGroups,
  digestsOf: (events: readonly number[]) => Promise<readonly string[]>,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(dictionaries));
  for (const { buffer, byteOffset, byteLength } of [features, kept, counts, firstTimes, lastTimes])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  for (let from = 0; from < exemplars.length; from += EVENTS_AT_ONCE) {
    const digests = await digestsOf([...exemplars.subarray(from, from + EVENTS_AT_ONCE)]);
    hash.update(digests.join("\n"));
  }
  return hash.digest("hex").slice(0, DIGEST_DIGITS);
}

function instant(time: bigint): string {
  return formatTime(time).replace(".000000", "");
}
