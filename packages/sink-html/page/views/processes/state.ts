import { signal, type Signal } from "@preact/signals";

/** Positions of folded lines. */
export const folded: Signal<ReadonlySet<number>> = signal(new Set());

/** Only what leads to the events that rows show; `null` until the reader says: large trees begin like that. */
export const onlyShown: Signal<boolean | null> = signal(null);

export const treeSearch: Signal<string> = signal("");

/** The line that keys act on and that is described beside the tree; −1 for none. */
export const activeLine: Signal<number> = signal(-1);

/** Trees of more lines begin with what leads to shown events. */
const LARGE = 2_000;

export function showsOnlyParts(lines: number): boolean {
  return onlyShown.value ?? lines > LARGE;
}

export function fold(line: number, on: boolean): void {
  if (folded.peek().has(line) === on) return;
  const next = new Set(folded.peek());
  if (on) next.add(line);
  else next.delete(line);
  folded.value = next;
}
