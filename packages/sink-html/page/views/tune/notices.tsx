import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count } from "../../text/words.ts";
import type { LiveClustering } from "../../worker/client.ts";

/** What went wrong, and what the clusterer has to say. */
export function Notices({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode {
  const failure = live.failure.value;
  const answer = live.answer.value;
  return (
    <div aria-live="polite" class="tune-notices">
      <Merged report={report} />
      {failure !== null && (
        <div class="notice warning" role="alert">
          {failure.code !== null && <strong>{failure.code} </strong>}
          <Text value={failure.message} />
          {failure.hint !== null && (
            <p>
              <Text value={failure.hint} />
            </p>
          )}
        </div>
      )}
      {failure === null &&
        answer?.warnings.map((warning) => (
          <p key={warning} class="notice">
            <Text value={warning} />
          </p>
        ))}
      {failure === null && answer !== null && answer.chosen !== null && <Chosen chosen={answer.chosen} />}
    </div>
  );
}

/** What a page that holds fewer groups than the run had can still say. */
function Merged({ report: { data } }: { readonly report: Report }): VNode | null {
  const { mergedFrom, groups, plan } = data.analysis;
  if (mergedFrom === undefined) return null;
  return (
    <p class="notice">
      The page holds {count(groups.size)} groups, merged from {count(mergedFrom)} to save room. Clusters
      {plan.guard.mode === "show" && ", rows and what each holds"} are those of a run with these settings; the order of
      the rows and what {plan.guard.mode === "show" ? "stands beside them" : "is split off"} only a run can tell.
      <code> limits.groups </code> of the sink makes the page hold more.
    </p>
  );
}

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

function Chosen({
  chosen: { partitions, values },
}: {
  readonly chosen: { readonly partitions: number; readonly values: object };
}): VNode {
  if (partitions > 1)
    return <p class="notice">Chosen from the points, for each of {partitions} partitions by itself.</p>;
  return (
    <p class="notice">
      Chosen from the points:{" "}
      <Text
        value={Object.entries(values)
          .map(([name, value]) =>
            name === "reason"
              ? String(value)
              : `${name} ${typeof value === "number" ? number.format(value) : String(value)}`,
          )
          .join(". ")}
      />
    </p>
  );
}
