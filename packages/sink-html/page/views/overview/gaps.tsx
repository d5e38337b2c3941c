import type { Gap, Ledger } from "@winnow/core";
import type { VNode } from "preact";
import { Text } from "../../text/text.tsx";
import { count } from "../../text/words.ts";

const AT_FIRST = 5;

/** The parts of the source whose events are missing: where, and why. */
export function Gaps({ gaps }: { readonly gaps: readonly Gap[] }): VNode | null {
  if (gaps.length === 0) return null;
  return (
    <>
      <h2>{gaps.length === 1 ? "A part of the source is" : `${count(gaps.length)} parts of the source are`} missing</h2>
      <GapTable gaps={gaps.slice(0, AT_FIRST)} />
      {gaps.length > AT_FIRST && (
        <details>
          <summary>{count(gaps.length - AT_FIRST)} more missing</summary>
          <GapTable gaps={gaps.slice(AT_FIRST)} />
        </details>
      )}
    </>
  );
}

function GapTable({ gaps }: { readonly gaps: readonly Gap[] }): VNode {
  return (
    <div class="overview-gaps" tabIndex={0} role="region" aria-label="Missing parts of the source">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Place</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {gaps.map((gap, at) => (
            <tr key={at}>
              <td>
                <Text value={gap.source} most={200} />
              </td>
              <td>
                <Text value={placeOf(gap)} most={200} />
              </td>
              <td>
                <Text value={gap.reason} most={400} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function placeOf({ place, from, to }: Gap): string {
  const range = from === undefined || to === undefined ? [] : [`${from} up to ${to}`];
  return [...(place === undefined ? [] : [place]), ...range].join(", ");
}

/** Share of rejected records from which on a reader has to know before reading anything else. */
const MUCH = 0.1;

/** Whether more than a tenth of the records could not be read. */
export function isMuchRejected({ read, rejected }: Ledger): boolean {
  return rejected > read * MUCH;
}

/** How many records could not be read. */
export function Rejected({ ledger: { read, rejected } }: { readonly ledger: Ledger }): VNode {
  return (
    <p>
      <b>{share(rejected, read)} of the records were rejected</b>: {count(rejected)} of {count(read)}. The reasons are
      below; rejects.csv of the run has the records.
    </p>
  );
}

/** Whole percent; what is not all is not 100 %. */
function share(part: number, whole: number): string {
  return part === whole ? "100 %" : `${Math.min(99, Math.round((100 * part) / whole))} %`;
}
