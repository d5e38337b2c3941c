import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { stringify } from "yaml";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { bytes } from "../../text/words.ts";

/** The profile, its parameters and inputs: enough to make the report again. */
export function RunFacts({ report }: { readonly report: Report }): VNode {
  const { profile, analysis, inputs, fieldMap, winnow, parameters } = report.data;
  const { plan, scale, clusterer } = analysis;
  const chosen = parameters["chosen"];
  return (
    <>
      <dl class="facts">
        <dt>Profile</dt>
        <dd>
          <b>
            <Text value={profile.name} />
          </b>
          {profile.description !== "" && (
            <div class="muted">
              <Text value={profile.description.trim()} />
            </div>
          )}
        </dd>
        <dt>Features</dt>
        <dd>
          {plan.features.map(({ name, doc }, i) => (
            <span key={name} title={doc}>
              {i > 0 && ", "}
              <Text value={name} />
            </span>
          ))}
        </dd>
        <dt>Scale</dt>
        <dd>{scale}</dd>
        <dt>Clusterer</dt>
        <dd>
          {clusterer.name} <Options options={clusterer.options} />
          {plan.within.length > 0 && <div>within {plan.within.map((at) => plan.kept[at]!.name).join(", ")}</div>}
          {typeof chosen === "object" && chosen !== null && Object.keys(chosen).length > 0 && (
            <div class="muted">
              chosen by itself: <Text value={JSON.stringify(chosen)} most={300} />
            </div>
          )}
        </dd>
        <dt>Fields</dt>
        <dd>
          <Text value={fieldMap} />
        </dd>
        {inputs.length > 0 && (
          <>
            <dt>Inputs</dt>
            <dd>
              <Inputs inputs={inputs} />
            </dd>
          </>
        )}
        <dt>Winnow</dt>
        <dd>{winnow}</dd>
      </dl>
      <Document document={profile.document} />
    </>
  );
}

/** The whole profile, made only when it is asked for. */
function Document({ document }: { readonly document: unknown }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="profile" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The profile as it ran</summary>
      {open && (
        <pre class="profile-text" tabIndex={0}>
          {stringify(document)
            .split("\n")
            .map((line, i) => (
              <div key={i}>
                <Text value={line} />
              </div>
            ))}
        </pre>
      )}
    </details>
  );
}

function Options({ options }: { readonly options: unknown }): VNode {
  const entries = Object.entries((options ?? {}) as Record<string, unknown>);
  return (
    <span class="mono">
      {entries.map(([name, value], i) => (
        <span key={name}>
          {i > 0 && ", "}
          <Text value={`${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`} most={120} />
        </span>
      ))}
    </span>
  );
}

const MOST_INPUTS = 6;

function Inputs({ inputs }: Pick<Report["data"], "inputs">): VNode {
  return (
    <ul class="plain">
      {inputs.slice(0, MOST_INPUTS).map(({ path, bytes: size, sha256 }) => (
        <li key={path}>
          <span class="mono">
            <Text value={baseName(path)} most={120} />
          </span>{" "}
          <span class="muted" title={sha256 === null ? "" : `SHA-256 ${sha256}`}>
            {bytes(size)}
            {sha256 !== null && `, SHA-256 ${sha256.slice(0, 12)}…`}
          </span>
        </li>
      ))}
      {inputs.length > MOST_INPUTS && <li class="muted">and {inputs.length - MOST_INPUTS} more</li>}
    </ul>
  );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
