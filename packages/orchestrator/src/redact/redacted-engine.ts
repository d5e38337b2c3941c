import type { EventBatch, EventEngine, Reject } from "@winnow/core";
import type { Redactor } from "./redactor.ts";

/** The same engine, whose events and rejections come with their secrets masked: what sinks may see. */
export function redactedEngine(engine: EventEngine, redactor: Redactor): EventEngine {
  return {
    kind: "engine",
    dialect: engine.dialect,
    columns: () => engine.columns(),
    sample: async (limit) => redactor.batch(await engine.sample(limit)),
    reduce: (plan) => engine.reduce(plan),
    ledger: () => engine.ledger(),
    rejects: () => maskRejects(engine.rejects(), redactor),
    events: (query) => maskBatches(engine.events(query), redactor),
    histogram: (query, buckets) => engine.histogram(query, buckets),
    close: () => engine.close(),
    ...(engine.memberships === undefined ? {} : { memberships: () => engine.memberships!() }),
    ...(engine.activity === undefined ? {} : { activity: (steps) => engine.activity!(steps) }),
    ...(engine.inputs === undefined ? {} : { inputs: () => engine.inputs!() }),
  };
}

async function* maskBatches(batches: AsyncIterable<EventBatch>, redactor: Redactor): AsyncGenerator<EventBatch> {
  for await (const batch of batches) yield redactor.batch(batch);
}

async function* maskRejects(rejects: AsyncIterable<Reject>, redactor: Redactor): AsyncGenerator<Reject> {
  for await (const reject of rejects) {
    yield { ...reject, reason: redactor.text(reject.reason), text: redactor.text(reject.text) };
  }
}
