import { parseLine } from "@winnow/log-lines";
import { readLines } from "../lines.ts";

interface Day {
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

/** Days of a year of twelve months of 31 days: enough to tell order. */
const order = ({ month, day }: Day): number => month * 31 + day;

/**
 * How many years on `next` is from the line before it: 1 where the year turned, −1 where a line of the old year comes late.
 * Lines may be out of order by up to a month, and no month may pass without a line at the turn of a year but one.
 */
export function yearStep(last: Day, next: Day): -1 | 0 | 1 {
  const days = order(next) - order(last);
  if (days < -31) return 1;
  return days > 341 ? -1 : 0;
}

/** Whether there is such a day in the year. */
export function isDay(year: number, { month, day }: Day): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return day >= 1 && date.getUTCMonth() === month - 1;
}

/** The latest year in which the day is not after `limit`; a day of grace, for clocks and zones. */
function yearUpTo(limit: Date, day: Day): number {
  const latest = limit.getUTCFullYear();
  const fits = (year: number): boolean =>
    isDay(year, day) && Date.UTC(year, day.month - 1, day.day) <= limit.getTime() + DAY_MS;
  // Eight years hold a 29 February even around 1900 and 2100.
  for (let year = latest; year > latest - 9; year--) if (fits(year)) return year;
  return latest;
}

/**
 * The year of the first line of a log whose lines bear none, found from the end: the last line is not after the time at
 * which the file was last written, and every turn of a year between first and last counts back one. One pass over the
 * file, for logs that may be longer than a year.
 * @param modified when the file was last written
 * @returns `undefined` where no line bears such a time
 */
export async function firstYear(
  chunks: AsyncIterable<Uint8Array>,
  modified: Date,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let last: Day | undefined;
  let turns = 0;
  for await (const lines of readLines(chunks, { onReject: () => {}, onWarn: () => {}, onGap: () => {}, signal })) {
    for (const { text } of lines) {
      const time = parseLine(text)?.time;
      if (typeof time !== "object" || time === null) continue;
      if (last !== undefined) turns += yearStep(last, time);
      last = time;
    }
  }
  return last === undefined ? undefined : yearUpTo(modified, last) - turns;
}

/** Where the year of the first line comes from. */
type YearSource = "hint" | "modified" | "other lines" | "today";

/** Gives lines without a year theirs, one after the other. */
export class Years {
  readonly #hint: Date | number | undefined;
  readonly #today: Date;
  #last: Day | undefined;
  #year = 0;
  #otherLine: Date | undefined;
  #source: YearSource | undefined;
  #first = 0;

  /** @param hint when the file was last written, or the year of its first line */
  constructor(hint: Date | number | undefined, today: Date) {
    this.#hint = hint;
    this.#today = today;
  }

  /** Notes a line that bears its year; it tells the year of those that do not. */
  note(time: string): void {
    if (this.#last !== undefined || this.#otherLine !== undefined) return;
    const date = new Date(time.slice(0, 10));
    if (!Number.isNaN(date.getTime())) this.#otherLine = date;
  }

  yearOf(day: Day): number {
    if (this.#last === undefined) this.#begin(day);
    else this.#year += yearStep(this.#last, day);
    this.#last = day;
    return this.#year;
  }

  #begin(day: Day): void {
    const [source, year] = this.#firstYear(day);
    this.#source = source;
    this.#year = year;
    this.#first = year;
  }

  #firstYear(day: Day): readonly [YearSource, number] {
    if (typeof this.#hint === "number") return ["hint", this.#hint];
    if (this.#otherLine !== undefined) {
      const other = this.#otherLine;
      return [
        "other lines",
        other.getUTCFullYear() + yearStep({ month: other.getUTCMonth() + 1, day: other.getUTCDate() }, day),
      ];
    }
    if (this.#hint !== undefined) return ["modified", yearUpTo(this.#hint, day)];
    return ["today", yearUpTo(this.#today, day)];
  }

  /** What the analyst should know of the years that were given; nothing where every line bore its own. */
  warnings(): readonly string[] {
    if (this.#source === undefined) return [];
    const because = {
      hint: "as was said",
      modified: "from when the file was last written",
      "other lines": "from lines that bear their year",
      today: "from today's date, since nothing else tells it: say the year if that is wrong",
    }[this.#source];
    const told = `The log's lines bear no year and no zone. The first was taken to be of ${this.#first}, ${because}; the times were taken as UTC.`;
    return this.#pastHint()
      ? [told, "The log runs past the time at which it was last written: its years are probably too late."]
      : [told];
  }

  #pastHint(): boolean {
    if (!(this.#hint instanceof Date) || this.#last === undefined) return false;
    return Date.UTC(this.#year, this.#last.month - 1, this.#last.day) > this.#hint.getTime() + DAY_MS;
  }
}
