/** Events that compete for one place in a group: all at one instant. */
export class Ties {
  readonly #candidates = new Map<number, number[]>();
  /** The best candidate so far of each group that is being settled. */
  readonly #smallest = new Map<number, { readonly event: number; readonly digest: string }>();

  /** Another event that may take the place of `holder`. */
  add(group: number, holder: number, event: number): void {
    const known = this.#candidates.get(group);
    if (known === undefined) this.#candidates.set(group, [holder, event]);
    else known.push(event);
  }

  /** An event came that beats them all. */
  clear(group: number): void {
    this.#candidates.delete(group);
  }

  /**
   * Gives each place to the candidate with the smallest digest.
   * @param places event number per group; changed
   * @param digestsOf asks for the digests of events
   */
  async settle(
    places: Float64Array,
    digestsOf: (events: readonly number[]) => Promise<readonly string[]>,
  ): Promise<void> {
    for (const some of chunks(this.#candidates, EVENTS_AT_ONCE)) {
      const events = [...new Set(some.map(({ event }) => event))];
      const digests = await digestsOf(events);
      const digestOf = new Map(events.map((event, at) => [event, digests[at]!]));
      this.#keepSmallest(some, digestOf);
    }
    for (const [group, { event }] of this.#smallest) places[group] = event;
    this.#smallest.clear();
    this.#candidates.clear();
  }

  #keepSmallest(candidates: readonly Candidate[], digestOf: ReadonlyMap<number, string>): void {
    for (const { group, event } of candidates) {
      const digest = digestOf.get(event)!;
      const best = this.#smallest.get(group);
      if (best === undefined || isSmaller(event, best.event, digest, best.digest))
        this.#smallest.set(group, { event, digest });
    }
  }
}

interface Candidate {
  readonly group: number;
  readonly event: number;
}

/** Digests that are asked for together: a bound on the events that are held. */
const EVENTS_AT_ONCE = 4096;

/** Events of equal content are equal; then the number only makes the choice definite. */
function isSmaller(event: number, best: number, digest: string, bestDigest: string): boolean {
  return digest === bestDigest ? event < best : digest < bestDigest;
}

/** Candidates in lists of so many, whatever group they are of: all events of a group may tie. */
function* chunks(candidates: ReadonlyMap<number, readonly number[]>, size: number): Generator<readonly Candidate[]> {
  let chunk: Candidate[] = [];
  for (const [group, events] of candidates) {
    for (const event of events) {
      chunk.push({ group, event });
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
