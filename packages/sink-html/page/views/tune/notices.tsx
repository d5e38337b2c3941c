import type { VNode } from "preact";
import { Text } from "../../text/text.tsx";
import type { LiveClustering } from "../../worker/client.ts";

/** What went wrong, and what the clusterer has to say. */
export function Notices({ live }: { readonly live: LiveClustering }): VNode {
  const failure = live.failure.value;
  const answer = live.answer.value;
  return (
    <div aria-live="polite" class="tune-notices">
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
