import { signal, type Signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/** A key and what it does, in words for the list of keys. */
export interface Shortcut {
  /** `KeyboardEvent.key`: `j`, `ArrowDown`, `/`, `?`. */
  readonly keys: readonly string[];
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** The keys that work now, by who put them there; the youngest has them first. */
export const shortcuts: Signal<readonly (readonly Shortcut[])[]> = signal([]);

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "Escape" && isTyping(event.target)) return;
  // An open dialog has the keys to itself.
  if (document.querySelector("dialog[open]") !== null) return;
  for (const list of shortcuts.value.toReversed()) {
    const found = list.find(({ keys }) => keys.includes(event.key));
    if (found === undefined) continue;
    event.preventDefault();
    found.run(event);
    return;
  }
});

/** Makes keys work for as long as the component is shown. Give the same array until it changes (`useMemo`). */
export function useShortcuts(list: readonly Shortcut[]): void {
  useLayoutEffect(() => {
    shortcuts.value = [...shortcuts.peek(), list];
    return () => {
      shortcuts.value = shortcuts.peek().filter((known) => known !== list);
    };
  }, [list]);
}

/** A letter in a text field is a letter; on a button or link, Enter and Space are theirs, which the caller leaves alone. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
