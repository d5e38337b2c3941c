// How soon an analyst who reads the output from top to bottom meets the malicious activity.

/**
 * Labelled events, in file order, by column. Needed: `label` (1 malicious, 0 benign, blank unknown), and for process starts
 * `NewProcessName` and `CommandLine`, for logons `IpAddress`.
 * @typedef {Readonly<Record<string, string>>} Event
 */
/**
 * What the analyst reads as one row.
 * @typedef {object} OutputRow
 * @property {readonly number[]} members every event of the row, by its place in the recording
 * @property {readonly number[]} shown those of them whose own text stands there, in reading order; each is one read
 * @property {string} [reasons] why the row stands where it stands
 */
/**
 * @typedef {object} Score
 * @property {number} events
 * @property {number} rows output rows
 * @property {number} reads events shown in all
 * @property {number} items distinct malicious behaviours that no benign event has
 * @property {number | null} need reads without which 80 % of the items cannot have been shown: ⌈0.8 · items⌉
 * @property {number | null} hidden share of the items never shown, 0 to 1 in thousandths; `null` without items
 * @property {number | null} x50 reads until half the items were shown; `null` where that many never are
 * @property {number | null} x80
 * @property {number | null} x100
 * @property {number | null} waste x80 − need: reads that brought nothing new
 */

/** What changes from one run of a command to the next, made equal. @param {string} text */
export function maskCommandLine(text) {
  return text
    .replace(/\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?/gi, "<G>")
    .replace(/[A-Za-z0-9+/=]{40,}/g, "<B>")
    .replace(/0x[0-9a-fA-F]+/g, "<X>")
    .replace(/\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{6,}\b/g, "<H>")
    .replace(/\d+/g, "<N>")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** File name of a path of either kind, in small letters. @param {string} path */
export function baseName(path) {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
}

/** Whether the events are logons: they have no command lines. @param {readonly Event[]} events */
export function areLogons(events) {
  return events[0]?.["CommandLine"] === undefined;
}

/**
 * The behaviour that each event shows: program and masked command line, or the source address of a logon.
 * @param {readonly Event[]} events
 * @returns {string[]}
 */
export function behavioursOf(events) {
  if (areLogons(events)) return events.map((event) => event["IpAddress"] ?? "");
  return events.map(
    (event) => `${baseName(event["NewProcessName"] ?? "")} | ${maskCommandLine(event["CommandLine"] ?? "")}`,
  );
}

/**
 * The items: behaviours of malicious events that no benign event has.
 * @param {readonly Event[]} events
 * @param {readonly string[]} behaviours of the events, place by place
 * @returns {Set<string>} in order of appearance
 */
export function itemsOf(events, behaviours) {
  const labelled = (/** @type {string} */ label) => behaviours.filter((_, i) => events[i]?.["label"] === label);
  const benign = new Set(labelled("0"));
  return new Set(labelled("1").filter((behaviour) => !benign.has(behaviour)));
}

/**
 * The reads at which items are first shown.
 * @param {readonly OutputRow[]} rows in reading order
 * @param {readonly string[]} behaviours
 * @param {ReadonlySet<string>} items
 * @returns {Map<string, number>} item → its read, 1 = the first, in reading order; hidden items are not there
 */
export function firstReads(rows, behaviours, items) {
  /** @type {Map<string, number>} */
  const found = new Map();
  rows
    .flatMap(({ shown }) => shown)
    .forEach((event, index) => {
      const behaviour = /** @type {string} */ (behaviours[event]);
      if (items.has(behaviour) && !found.has(behaviour)) found.set(behaviour, index + 1);
    });
  return found;
}

/**
 * @param {readonly Event[]} events
 * @param {readonly OutputRow[]} rows in reading order, every event in one of them
 * @returns {Score}
 */
export function score(events, rows) {
  const behaviours = behavioursOf(events);
  const items = itemsOf(events, behaviours);
  const reads = [...firstReads(rows, behaviours, items).values()];
  const readsFor = (/** @type {number} */ share) => reads[Math.ceil(share * items.size) - 1] ?? null;
  const need = items.size === 0 ? null : Math.ceil(0.8 * items.size);
  const x80 = readsFor(0.8);
  return {
    events: events.length,
    rows: rows.length,
    reads: rows.reduce((sum, { shown }) => sum + shown.length, 0),
    items: items.size,
    need,
    hidden: items.size === 0 ? null : Number((1 - reads.length / items.size).toFixed(3)),
    x50: readsFor(0.5),
    x80,
    x100: readsFor(1),
    waste: need === null || x80 === null ? null : x80 - need,
  };
}

/**
 * The output rows of a run, from the lines of its `assignments.csv`.
 * @param {readonly Event[]} assignments lines with `row`, `cluster`, `rank`, `shown`
 * @param {number} events how many there are
 * @returns {(OutputRow & { readonly rank: number })[]} in reading order
 * @throws where an event is not in exactly one row, a row has two clusters, or shows nothing
 */
export function outputRowsOf(assignments, events) {
  /** By rank: events of noise have one cluster, and a row each. @type {Map<string, { cluster: string, rank: number, members: number[], shown: number[] }>} */
  const rows = new Map();
  const assigned = new Set();
  for (const { row, cluster = "", rank = "", shown } of assignments) {
    const event = Number(row);
    if (!Number.isInteger(event) || event < 0 || event >= events) throw new Error(`row ${row} is not an event`);
    if (assigned.has(event)) throw new Error(`event ${event} is assigned twice`);
    assigned.add(event);
    const output = rows.get(rank) ?? { cluster, rank: Number(rank), members: [], shown: [] };
    if (output.cluster !== cluster) throw new Error(`the row of rank ${rank} has two clusters`);
    output.members.push(event);
    if (shown === "1" || shown === "true") output.shown.push(event);
    rows.set(rank, output);
  }
  if (assigned.size !== events) throw new Error(`${events - assigned.size} of ${events} events are in no row`);
  const ordered = [...rows.values()]
    .map(({ rank, members, shown }) => ({ rank, members, shown }))
    .sort((a, b) => a.rank - b.rank);
  if (ordered.some(({ shown }) => shown.length === 0)) throw new Error("a row shows no event");
  return ordered;
}
