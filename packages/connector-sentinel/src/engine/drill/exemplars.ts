import { contentDigest, type ColumnInfo, type EventBatch, type EventDigest } from "@winnow/core";
import { eventsChanged, unexpectedAnswer } from "../errors.ts";
import { BATCH_ROWS, batchOf, type Cells, cellsOf, chunked, namesOf } from "../events.ts";
import { idOf } from "../groups/group.ts";
import { firstsQuery } from "../queries/event-queries.ts";
import { GROUPS_AT_ONCE, type ReducedEvents } from "./reduced-events.ts";

/**
 * Exemplars of groups, by the groups' numbers, in the order asked for.
 * @throws `WN1585` for an unknown number, `WN1586` where the service no longer has an event
 */
export async function* exemplars(events: ReducedEvents, numbers: readonly number[]): AsyncGenerator<EventBatch> {
  const { groups, table } = events;
  const { columns, name } = table.source;
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  for (const number of distinct) groups.at(number);
  const earliest = new Earliest(columns, table.plan.digest ?? contentDigest);
  for (const some of chunked(distinct, GROUPS_AT_ONCE)) await findFirsts(events, some, earliest);
  const lost = distinct.filter((number) => earliest.of(number) === undefined).length;
  if (lost > 0) throw eventsChanged({ source: name, groups: lost });
  for (const some of chunked(numbers, BATCH_ROWS)) {
    const batch = batchOf(
      some.map((number) => earliest.of(number)!),
      columns,
    );
    yield { ...batch, dataRows: Float64Array.from(some) };
  }
}

async function findFirsts(
  { table, reader, groups }: ReducedEvents,
  numbers: readonly number[],
  earliest: Earliest,
): Promise<void> {
  const asked = numbers.map((number) => groups.at(number));
  const firsts = asked.map((group) => ({ id: idOf(group), time: group.first }));
  const byId = new Map(firsts.map(({ id }, index) => [id, numbers[index]!]));
  const slices = groups.slicesOf(asked.map((group) => ({ ...group, last: group.first })));
  for await (const answer of reader.answers(slices, (slice) => firstsQuery(table, slice, firsts))) {
    for (const [row, cells] of cellsOf(answer, table.source.columns, 1).entries()) {
      const number = byId.get(answer.values[0]![row]!);
      if (number === undefined) throw unexpectedAnswer({ problem: "it holds an event that was not asked for" });
      earliest.add(number, cells);
    }
  }
}

interface Candidate {
  readonly cells: Cells;
  /** Computed once there is a second candidate. */
  digest?: string;
}

/** Keeps, of several events at the first instant of a group, the one with the smallest digest. */
class Earliest {
  readonly #names: readonly string[];
  readonly #digest: EventDigest;
  readonly #byGroup = new Map<number, Candidate>();

  constructor(columns: readonly ColumnInfo[], digest: EventDigest) {
    this.#names = namesOf(columns);
    this.#digest = digest;
  }

  of(group: number): Cells | undefined {
    return this.#byGroup.get(group)?.cells;
  }

  add(group: number, cells: Cells): void {
    const known = this.#byGroup.get(group);
    if (known === undefined) {
      this.#byGroup.set(group, { cells });
      return;
    }
    known.digest ??= this.#digest(this.#names, known.cells);
    const digest = this.#digest(this.#names, cells);
    if (digest < known.digest) this.#byGroup.set(group, { cells, digest });
  }
}
