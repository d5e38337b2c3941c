import type { Repetition } from "./adversarial.ts";

/** From here on, no pattern looks farther back or ahead: twice the text takes twice the steps. */
const SIZES = [512, 1024, 2048, 4096, 8192];
/** Some more than 2: a text does not end where a repetition does. */
export const MOST_GROWTH = 2.3;

/** How many times the steps grow when the text doubles, at the first size at which it is about double. */
export function growth(steps: (text: string) => number, repetition: Repetition): number {
  let last = 0;
  let ratio = Infinity;
  for (const size of SIZES) {
    const now = steps(repetition(size));
    ratio = now / last;
    last = now;
    if (ratio <= MOST_GROWTH) break;
  }
  return ratio;
}
