import { unexpectedAnswer } from "../errors.ts";

/**
 * Parses the number of a step.
 * @throws `WN1587` for any other text
 */
export function stepAt(text: string, steps: number): number {
  const step = Number(text);
  if (Number.isInteger(step) && step >= 0 && step < steps) return step;
  throw unexpectedAnswer({ problem: `it counts events in step "${text}" of ${steps}` });
}
