import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { copyText, saveText } from "../compare/save.ts";
import { extendingProfile, leavesOutOptions, profileChanges, wholeProfile } from "./profile.ts";
import { currentSettings } from "./state.ts";

/** What the reader called the profile to extend. */
const base = signal<string | null>(null);

/** The settings as a profile, to run again with. */
export function ProfilePanel({ report }: { readonly report: Report }): VNode {
  const id = useId();
  const [whole, setWhole] = useState(false);
  const [copied, setCopied] = useState<boolean | null>(null);
  const settings = currentSettings(report);
  const { document, name } = report.data.profile;
  const made = useMemo(() => profileChanges(document, report.data.analysis, settings), [report, settings]);
  const onlyWhole = leavesOutOptions(document, settings);
  const asWhole = whole || onlyWhole;
  const extended = base.value ?? name;
  const text =
    made.changes === null
      ? ""
      : asWhole
        ? wholeProfile(document, made.changes)
        : extendingProfile(document, extended, made.changes);
  return (
    <section class="panel tune-profile" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>As a profile</h2>
      {made.changes === null ? (
        <p class="panel-body notice warning">
          <Text value={made.problem} /> The figures above hold all the same.
        </p>
      ) : (
        <div class="panel-body">
          <div class="tune-profile-tools no-print">
            <label class="check">
              <input type="radio" name={id} checked={!asWhole} disabled={onlyWhole} onChange={() => setWhole(false)} />
              only what is different
            </label>
            <label class="check">
              <input type="radio" name={id} checked={asWhole} onChange={() => setWhole(true)} />
              all of it
            </label>
            {!asWhole && (
              <label class="tune-extends">
                extends
                <input
                  type="text"
                  value={extended}
                  title="The name of a built-in profile, or the path of the profile that ran, seen from where you save this one"
                  onInput={({ currentTarget }) => (base.value = currentTarget.value)}
                />
              </label>
            )}
            <span class="spring" />
            <button type="button" class="primary" onClick={async () => setCopied(await copyText(text))}>
              Copy YAML
            </button>
            <button type="button" onClick={() => saveText(text, `${name}-tuned.yaml`, "application/yaml")}>
              Save
            </button>
            <span role="status" class="muted">
              {copied === null ? "" : copied ? "Copied." : "The browser does not allow it; select the text below."}
            </span>
          </div>
          <pre class="tune-yaml" tabIndex={0} aria-label="The profile">
            {text.split("\n").map((line, at) => (
              <div key={at}>{line === "" ? "\n" : <Text value={line} />}</div>
            ))}
          </pre>
        </div>
      )}
    </section>
  );
}
