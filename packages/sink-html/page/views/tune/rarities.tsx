import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count, counted } from "../../text/words.ts";
import type { Answer } from "../../worker/messages.ts";
import type { LiveClustering } from "../../worker/client.ts";

/** What becomes of rare values: shown by a row, shown beside one for the guard's sake, or hidden where nothing guards. */
export function Rarities({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode | null {
  const answer = live.answer.value;
  // Of merged groups it is not known how often each value occurs.
  if (answer === null || answer.rarities.length === 0 || report.data.analysis.mergedFrom !== undefined) return null;
  return (
    <section class="panel" aria-labelledby="tune-rarities-title">
      <h2 id="tune-rarities-title">Rare values</h2>
      <div class="panel-body">
        <Summary answer={answer} />
        {answer.folded.count > 0 && <Beside answer={answer} />}
      </div>
    </section>
  );
}

function Summary({ answer: { rarities } }: { readonly answer: Answer }): VNode {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label="Values that occur once, by field">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Values that occur once</th>
            <th scope="col" class="number">
              in all
            </th>
            <th scope="col" class="number">
              shown by a row
            </th>
            <th scope="col" class="number">
              beside a row
            </th>
            <th scope="col" class="number">
              hidden
            </th>
          </tr>
        </thead>
        <tbody>
          {rarities
            .filter(({ once }) => once > 0)
            .map(({ field, guarded, once, shown, beside }) => (
              <tr key={field}>
                <th scope="row">
                  <Text value={field} /> {guarded && <span class="badge known-good">guarded</span>}
                </th>
                <td class="number">{count(once)}</td>
                <td class="number">{count(shown)}</td>
                <td class="number">{count(beside)}</td>
                <td class={`number ${once > shown + beside ? "tune-hidden" : ""}`}>{count(once - shown - beside)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

const MOST = 60;

/** Without the guard these would vanish inside a cluster. */
function Beside({ answer: { folded } }: { readonly answer: Answer }): VNode {
  const { count: all, fresh, listed } = folded;
  return (
    <details class="tune-beside">
      <summary>
        {counted(all, "rare value")} beside a row, which would be hidden without the guard
        {fresh > 0 && `; ${count(fresh)} of them only with these settings`}
      </summary>
      <ul class="row-list">
        {listed.slice(0, MOST).map(({ field, value, events, row, before }) => (
          <li key={`${field}\n${value}`}>
            <span>
              {!before && <span class="badge of-interest">new</span>} <Text value={field} />{" "}
              <strong>
                <Text value={value} most={200} />
              </strong>{" "}
              <span class="muted">
                {counted(events, "event")}, beside row {count(row + 1)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {all > MOST && <p class="muted row-list-rest">and {counted(all - MOST, "further value")}</p>}
    </details>
  );
}
