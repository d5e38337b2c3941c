import type { VNode } from "preact";
import { partsOf } from "./visible.ts";

interface TextProperties {
  readonly value: string | null;
  /** Characters beyond these are left out, and `…` says so. */
  readonly most?: number;
  /** What stands for a missing value. */
  readonly missing?: string;
}

/**
 * A text from a log, shown and nothing more: no markup, what is invisible written out, and in a box of its own so that
 * letters written from right to left do not reorder what stands around it.
 */
export function Text({ value, most = Infinity, missing = "–" }: TextProperties): VNode {
  if (value === null) return <span class="missing">{missing}</span>;
  const shown = value.length > most ? value.slice(0, most) : value;
  return (
    <bdi class="text">
      {partsOf(shown).map(({ text, escaped }) => (escaped ? <span class="escape">{text}</span> : text))}
      {value.length > most && <span class="cut">…</span>}
    </bdi>
  );
}
