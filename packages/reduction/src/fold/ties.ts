/** Events that compete for one place in a group: all at one instant. */
export class Ties {
  readonly #candidates = new Map<number, number[]>();

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
    for (const some of chunks([...this.#candidates], EVENTS_AT_ONCE)) {
      const events = [...new Set(some.flatMap(([, candidates]) => candidates))];
      const digests = await digestsOf(events);
      const digestOf = new Map(events.map((event, at) => [event, digests[at]!]));
      for (const [group, candidates] of some) {
        places[group] = candidates.reduce((best, event) =>
          isSmaller(event, best, digestOf.get(event)!, digestOf.get(best)!) ? event : best,
        );
      }
    }
    this.#candidates.clear();
  }
}

/** Digests that are asked for together: a bound on the events that are held. */
const EVENTS_AT_ONCE = 4096;

/** Events of equal content are equal; then the number only makes the choice definite. */
function isSmaller(event: number, best: number, digest: string, bestDigest: string): boolean {
  return digest === bestDigest ? event < best : digest < bestDigest;
}

type Entry = readonly [group: number, candidates: readonly number[]];

/** Entries in lists of about so many candidates. */
function* chunks(entries: readonly Entry[], size: number): Generator<readonly Entry[]> {
  let chunk: Entry[] = [];
  let held = 0;
  for (const entry of entries) {
    chunk.push(entry);
    held += entry[1].length;
    if (held < size) continue;
    yield chunk;
    chunk = [];
    held = 0;
  }
  if (chunk.length > 0) yield chunk;
}
