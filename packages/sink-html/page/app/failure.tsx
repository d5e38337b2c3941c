import type { VNode } from "preact";
import { visible } from "../text/visible.ts";

/** What is shown where the report's data cannot be read. */
export function Failure({ error }: { readonly error: unknown }): VNode {
  return (
    <main class="failure">
      <h1>This report cannot be opened</h1>
      <p>{visible(error instanceof Error ? error.message : String(error))}</p>
      <p>
        The file may have been cut short on its way. Copy it again, or make it anew with <code>winnow report</code>. A
        browser from 2023 or later is needed.
      </p>
    </main>
  );
}
