/** What a slider goes over. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly scale: "log" | "linear";
  readonly whole: boolean;
}

export const STEPS = 1000;

/** The value at a position from 0 to {@link STEPS}, as people write it: three digits, or whole. */
export function valueAt({ low, high, scale, whole }: Range, position: number): number {
  const share = position / STEPS;
  const value = scale === "log" ? low * (high / low) ** share : low + (high - low) * share;
  return whole ? Math.round(value) : Number(value.toPrecision(3));
}

/** The position of a value; values beyond an end stand at it. */
export function positionOf({ low, high, scale }: Range, value: number): number {
  const share = scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Number.isNaN(share) ? 0 : Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

/** A range that holds these values: by their ratios where they are far apart. */
export function rangeOver(values: readonly number[], whole: boolean): Range | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (low === high)
    return {
      low: whole ? Math.max(1, Math.floor(low / 4)) : low / 100,
      high: low * (whole ? 4 : 100),
      scale: "log",
      whole,
    };
  return { low, high, scale: "log", whole };
}
