import type { VNode } from "preact";
import { stretchesOf } from "./stretches.ts";
import { Text } from "./text.tsx";

/** Longer texts are shown as they are: looking for what varies would take longer than anybody looks. */
const LONGEST = 4_000;

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
