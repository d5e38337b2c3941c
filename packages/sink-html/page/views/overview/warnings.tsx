import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count } from "../../text/words.ts";

const AT_FIRST = 3;

/** What is missing or doubtful comes before everything else. */
export function Warnings({ report }: { readonly report: Report }): VNode | null {
  const { warnings, ledger } = report.data;
  const { gaps = [] } = ledger;
  if (warnings.length === 0 && gaps.length === 0) return null;
  return (
    <section class="notice warning overview-warnings" aria-label="Warnings">
      {gaps.length > 0 && <h2>Parts of the source are missing</h2>}
      <ul class="plain">
        {warnings.slice(0, AT_FIRST).map((warning) => (
          <li key={warning}>
            <Text value={warning} most={600} />
          </li>
        ))}
      </ul>
      {warnings.length > AT_FIRST && (
        <details>
          <summary>{count(warnings.length - AT_FIRST)} more</summary>
          <ul class="plain">
            {warnings.slice(AT_FIRST).map((warning) => (
              <li key={warning}>
                <Text value={warning} most={600} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
