import type { Recommendation, TuneSetting } from "./types.ts";

/** Share of the rare values that may be folded away beyond what every setting folds. */
const TOLERATED_SHARE = 0.01;
/** A larger value must save at least this share of the rows. */
const WORTHWHILE = 0.1;
/** No further from the start than this factor. */
const REACH = 10;
/** Rows that are at least this share of the points are hardly worth the clustering. */
const HARDLY_FEWER = 0.8;
/** The largest row holds no more than this share of the events, or than it does at the finest setting. */
const LARGEST_SHARE = 0.5;

/**
 * Few rows, and nothing rare hidden:
 *
 * 1. The setting nearest to the start is the candidate.
 * 2. It is acceptable when it separates anything, folds away no more rare values than the setting that folds fewest, but for
 *    1 % of them, and its largest row holds at most half of the events (or what it holds at the finest setting). Otherwise
 *    the nearest acceptable setting below takes its place, or else the nearest above.
 * 3. From an acceptable start, a larger value takes over where it saves a tenth of the rows, as long as none on the way there
 *    folds away more or is not acceptable, and up to ten times the start. Without any rare values the start stays: nothing
 *    would say what a larger value hides.
 *
 * @param settings ascending by value
 * @returns `undefined` when no setting separates anything
 */
export function recommend(
  settings: readonly TuneSetting[],
  { start, points, rareValues }: { readonly start: number; readonly points: number; readonly rareValues: number },
): Recommendation | undefined {
  const usable = settings.filter(({ separates }) => separates);
  if (usable.length === 0) return undefined;
  const fewest = Math.min(...usable.map(({ folded }) => folded));
  const mostFolded = fewest + Math.floor(TOLERATED_SHARE * rareValues);
  const mostShare = Math.max(LARGEST_SHARE, usable[0]!.largestShare);
  const isAcceptable = ({ separates, folded, largestShare }: TuneSetting): boolean =>
    separates && folded <= mostFolded && largestShare <= mostShare;

  const from = nearestTo(settings, start);
  const candidate = settings[from]!;
  if (isAcceptable(candidate)) {
    const best = rareValues === 0 ? candidate : climb(settings, from, isAcceptable);
    return { value: best.value, reason: climbedTo(best, candidate, settings[from + 1], rareValues) };
  }
  const other =
    settings.slice(0, from).findLast(isAcceptable) ??
    settings.slice(from + 1).find(isAcceptable) ??
    usable.find(({ folded }) => folded === fewest)!;
  const hint = other.rows >= points * HARDLY_FEWER && other.folded < candidate.folded ? ` ${hardlyFewer(points)}` : "";
  return { value: other.value, reason: `${faultOf(candidate, mostShare)} ${outcomeOf(other, candidate)}${hint}` };
}

function hardlyFewer(points: number): string {
  return (
    `That is hardly fewer than the ${points} distinct points: these features do not keep rare values apart. ` +
    "Put a field that does under cluster.within, or guard it, and a larger value hides nothing."
  );
}

function nearestTo(settings: readonly TuneSetting[], start: number): number {
  const distances = settings.map(({ value }) => Math.abs(Math.log(value / start)));
  return distances.indexOf(Math.min(...distances));
}

function climb(
  settings: readonly TuneSetting[],
  from: number,
  isAcceptable: (setting: TuneSetting) => boolean,
): TuneSetting {
  const start = settings[from]!;
  let best = start;
  for (const next of settings.slice(from + 1)) {
    if (!isAcceptable(next) || next.folded > best.folded || next.value > REACH * start.value) break;
    if (next.rows <= best.rows * (1 - WORTHWHILE)) best = next;
  }
  return best;
}

function climbedTo(best: TuneSetting, start: TuneSetting, next: TuneSetting | undefined, rareValues: number): string {
  if (best !== start) {
    return `From the start, ${start.value}, up to here rows fall from ${start.rows} to ${best.rows}, and ${foldedOf(best)}.`;
  }
  const found = `It is the start: ${rowsOf(start)}`;
  if (rareValues === 0) return `${found}. There are no rare values that could say what a larger value would hide.`;
  const beyond = next === undefined ? "" : `; ${next.value} would ${differenceOf(next, start)}`;
  return `${found}, and ${foldedOf(start)}${beyond}.`;
}

function faultOf({ value, separates, noise, folded, largestShare }: TuneSetting, mostShare: number): string {
  if (!separates) {
    return `The start, ${value}, ${noise > 0 ? "leaves everything as noise" : "puts all that may go together into one row"}.`;
  }
  if (largestShare > mostShare)
    return `At the start, ${value}, one row would hold ${percent(largestShare)} of the events.`;
  return `At the start, ${value}, ${rarities(folded)} would be folded away.`;
}

function outcomeOf(chosen: TuneSetting, start: TuneSetting): string {
  const instead = start.separates ? ` instead of ${start.rows}` : "";
  return `Here ${foldedOf(chosen)}, for ${rowsOf(chosen)}${instead}.`;
}

function differenceOf(next: TuneSetting, start: TuneSetting): string {
  if (!next.separates) return "separate nothing";
  const rows =
    next.rows <= start.rows ? `save ${start.rows - next.rows} of them` : `add ${next.rows - start.rows} more`;
  return next.folded > start.folded ? `${rows} and fold ${next.folded - start.folded} more away` : rows;
}

function foldedOf({ folded }: TuneSetting): string {
  return folded === 0
    ? "no rare value is folded away"
    : `${rarities(folded)} ${folded === 1 ? "is" : "are"} folded away`;
}

function rarities(count: number): string {
  return count === 1 ? "1 rare value" : `${count} rare values`;
}

function rowsOf({ rows }: TuneSetting): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
