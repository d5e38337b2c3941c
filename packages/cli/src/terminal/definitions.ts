import { visible } from "./visible.ts";
import { pad, widthOf } from "./width.ts";

/** `  name  text`, a line each, the texts below each other, all of it made visible. */
export function definitions(pairs: Iterable<readonly [name: string, text: string]>): string[] {
  const shown = Array.from(pairs, ([name, text]) => [visible(name), visible(text)] as const);
  const width = shown.reduce((widest, [name]) => Math.max(widest, widthOf(name)), 0);
  return shown.map(([name, text]) => `  ${pad(name, width, "left")}  ${text}`.trimEnd());
}
