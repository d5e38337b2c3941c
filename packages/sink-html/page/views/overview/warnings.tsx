import type { Gap } from "@winnow/core";
import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count } from "../../text/words.ts";
import { Gaps, isMuchRejected, Rejected } from "./gaps.tsx";

const AT_FIRST = 3;

/** What is missing or doubtful comes before everything else. */
export function Warnings({ report }: { readonly report: Report }): VNode | null {
  const { ledger } = report.data;
  const { gaps = [] } = ledger;
  const warnings = report.data.warnings.filter((warning) => !tellsGap(warning, gaps));
  const isMuch = isMuchRejected(ledger);
  if (warnings.length === 0 && gaps.length === 0 && !isMuch) return null;
  return (
    <section class="notice warning overview-warnings" aria-label="Warnings">
      <Gaps gaps={gaps} />
      {isMuch && <Rejected ledger={ledger} />}
      <WarningList warnings={warnings.slice(0, AT_FIRST)} />
      {warnings.length > AT_FIRST && (
        <details>
          <summary>{count(warnings.length - AT_FIRST)} more</summary>
          <WarningList warnings={warnings.slice(AT_FIRST)} />
        </details>
      )}
    </section>
  );
}

function WarningList({ warnings }: { readonly warnings: readonly string[] }): VNode {
  return (
    <ul class="plain">
      {warnings.map((warning) => (
        <li key={warning}>
          <Text value={warning} most={600} />
        </li>
      ))}
    </ul>
  );
}

/** Whether a warning repeats a gap of the ledger. */
function tellsGap(warning: string, gaps: readonly Gap[]): boolean {
  return (
    warning.startsWith("missing: ") &&
    gaps.some(({ source, reason }) => warning.includes(source) && warning.includes(reason))
  );
}
