import type { ExpressionInput, Feature } from "@winnow/core";

/** Hour and weekday as points on a circle, so that 23 is next to 0 and Sunday next to Monday. */
export const TIME_FEATURES: readonly Feature[] = [
  cyclic(
    "hourSin",
    "Sine of the hour of the day (UTC) on a circle of 24, -1 to 1",
    { hour: "@timestamp" },
    24,
    Math.sin,
  ),
  cyclic(
    "hourCos",
    "Cosine of the hour of the day (UTC) on a circle of 24, -1 to 1",
    { hour: "@timestamp" },
    24,
    Math.cos,
  ),
  cyclic(
    "weekdaySin",
    "Sine of the day of the week on a circle of 7, -1 to 1",
    { dayOfWeek: "@timestamp" },
    7,
    Math.sin,
  ),
  cyclic(
    "weekdayCos",
    "Cosine of the day of the week on a circle of 7, -1 to 1",
    { dayOfWeek: "@timestamp" },
    7,
    Math.cos,
  ),
];

function cyclic(
  name: string,
  doc: string,
  at: ExpressionInput,
  steps: number,
  wave: (angle: number) => number,
): Feature {
  // Rounded: machines differ in the last bits of a sine.
  const values = Array.from({ length: steps }, (_, i) => Math.round(wave((2 * Math.PI * i) / steps) * 1e12) / 1e12 + 0);
  const compute = (step: unknown): number => (typeof step === "number" ? (values[step] ?? 0) : 0);
  return {
    name,
    unit: "circle",
    doc: `${doc}; an event without a time never gets this far.`,
    value: { inputs: [at], compute },
  };
}
