import { callPlugin, watchPlugin } from "@winnow/analysis";
import type { EventBatch, EventEngine, EventStream, Reject, RunContext } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { checkedBatch, checkedReject, checkedSource } from "../registry/answers.ts";
import { frozenOptions } from "../registry/plugin-calls.ts";

/**
 * Connects the profile's source. Streams are held by the embedded engine, so that every source can be reduced.
 * @param most of a stream no more batches are read once there are so many events: enough to plan by
 */
export async function openSource(
  profile: Profile,
  loaded: LoadedProfile,
  context: RunContext,
  most: number = Infinity,
): Promise<EventEngine> {
  const { use, with: options } = profile.source!;
  const plugin = loaded.registry.get("connector", use)!;
  const call = { plugin: `connector "${use}"`, stage: "open" };
  const answer = await callPlugin(call, context, (watched) => plugin.connect(frozenOptions(plugin, options), watched));
  const source = checkedSource(answer, call.plugin);
  if (source.kind === "engine") return source;
  const { holdStream } = await import("@winnow/engine-duckdb");
  return holdStream(
    { kind: "stream", batches: (onReject) => checkedBatches(call, source, context, most, onReject) },
    context,
  );
}

async function* checkedBatches(
  call: { readonly plugin: string; readonly stage: string },
  source: EventStream,
  context: RunContext,
  most: number,
  onReject: Parameters<EventStream["batches"]>[0],
): AsyncGenerator<EventBatch> {
  let events = 0;
  const checked = onReject && ((reject: Reject): void => onReject(checkedReject(reject, call.plugin)));
  for await (const batch of watchPlugin(call, context, () => source.batches(checked))) {
    yield checkedBatch(batch, call.plugin);
    events += batch.rows;
    if (events >= most) return;
  }
}
