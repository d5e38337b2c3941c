import { selectMasks, slots } from "@winnow/core";
import type { VNode } from "preact";
import { Text } from "./text.tsx";

const masks = selectMasks();
/** Longer texts are shown as they are: looking for what varies would take longer than anybody looks. */
const LONGEST = 4_000;

interface Stretch {
  readonly text: string;
  /** `<guid>`, `<number>`, …: what varies here from event to event; `null` for what stays. */
  readonly slot: string | null;
}

/** A command line with what its template leaves open (GUIDs, numbers, dates) marked where it stands. */
export function Command({ value, most = Infinity }: { readonly value: string | null; readonly most?: number }): VNode {
  if (value === null || value.length > LONGEST) return <Text value={value} most={most} />;
  const shown = value.length > most ? value.slice(0, most) : value;
  return (
    <span class="command">
      {stretchesOf(shown).map(({ text, slot }, i) =>
        slot === null ? (
          <Text key={i} value={text} />
        ) : (
          <span key={i} class="slot" title={slot}>
            <Text value={text} />
          </span>
        ),
      )}
      {value.length > most && <span class="cut">…</span>}
    </span>
  );
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
