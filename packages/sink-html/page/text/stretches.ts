import { selectMasks, slots } from "@winnow/expressions";

const masks = selectMasks();

/** A part of a text: what stays from event to event, or what stands in a slot of its template. */
export interface Stretch {
  readonly text: string;
  /** `<guid>`, `<number>`, …: what varies here from event to event; `null` for what stays. */
  readonly slot: string | null;
}

/** Slots come in the order of the text, and what stands in one is found where it stands next. */
export function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const { slot, value } of slots(text, masks)) {
    const at = value === "" ? -1 : text.indexOf(value, from);
    if (at < 0) continue;
    if (at > from) stretches.push({ text: text.slice(from, at), slot: null });
    stretches.push({ text: value, slot });
    from = at + value.length;
  }
  if (from < text.length) stretches.push({ text: text.slice(from), slot: null });
  return stretches;
}
