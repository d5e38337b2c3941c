import pc from "picocolors";
import type { Environment, OutputStream } from "../io.ts";

export type Style = ReturnType<typeof pc.createColors>;

/** Colours for a stream: only on a terminal that has them, and never where NO_COLOR is set. */
export function styleFor(stream: OutputStream, environment: Environment): Style {
  return pc.createColors(wantsColour(stream, environment));
}

function wantsColour(stream: OutputStream, { NO_COLOR, FORCE_COLOR, TERM }: Environment): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

const WIDTH_WITHOUT_TERMINAL = 120;
const LEAST_WIDTH = 40;

/** Columns to fill: the terminal's, else COLUMNS, else 120. */
export function widthFor(stream: OutputStream, { COLUMNS }: Environment): number {
  const wanted = stream.columns ?? Number(COLUMNS ?? WIDTH_WITHOUT_TERMINAL);
  return Math.max(LEAST_WIDTH, Number.isSafeInteger(wanted) && wanted > 0 ? wanted : WIDTH_WITHOUT_TERMINAL);
}
