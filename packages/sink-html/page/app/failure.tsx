import type { VNode } from "preact";
import { BrowserTooOld } from "../state/load.ts";
import { visible } from "../text/visible.ts";

/** What is shown where the report's data cannot be read. */
export function Failure({ error }: { readonly error: unknown }): VNode {
  return (
    <main class="failure">
      <h1>This report cannot be opened</h1>
      <p>{visible(error instanceof Error ? error.message : String(error))}</p>
      {error instanceof BrowserTooOld ? (
        <p>
          The file is whole: open it in another browser, or a newer one: Chrome or Edge 110, Firefox 115, Safari 16.4,
          or later.
        </p>
      ) : (
        <p>
          The file may have been cut short on its way. Copy it again, or make it anew with <code>winnow report</code>.
        </p>
      )}
    </main>
  );
}
