import type { Scale } from "@winnow/analysis";
import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count, counted } from "../../text/words.ts";
import type { LiveClustering } from "../../worker/client.ts";
import { isSettingsOf, settingsOf } from "../../worker/settings.ts";
import { BriefFigures } from "./figures.tsx";
import { OptionControls } from "./option-controls.tsx";
import { change, chooseClusterer, currentSettings, toggled, tried } from "./state.ts";

const SCALES: readonly (readonly [Scale, words: string])[] = [
  ["none", "none: as they are"],
  ["l2", "l2: every vector of length 1"],
  ["standard", "standard: mean 0, deviation 1"],
  ["robust", "robust: median 0, quartile range 1"],
  ["minmax", "minmax: from 0 to 1"],
];

interface ControlsProperties {
  readonly report: Report;
  readonly live: LiveClustering;
}

/** Everything between the groups and the rows that a profile can say. */
export function Controls({ report, live }: ControlsProperties): VNode {
  const settings = currentSettings(report);
  const { analysis } = report.data;
  return (
    <section class="tune-controls" aria-label="Settings">
      <BriefFigures report={report} live={live} />
      <div class="tune-controls-head">
        <h2>Settings</h2>
        <button type="button" disabled={isSettingsOf(settings, analysis)} onClick={() => (tried.value = null)}>
          Reset to the run
        </button>
      </div>
      <label class="tune-field">
        Clusterer
        <ClustererChoice report={report} live={live} />
      </label>
      <OptionControls report={report} live={live} />
      <fieldset>
        <legend>Features</legend>
        {analysis.plan.features.map(({ name, doc }, position) => (
          <label key={name} class="check" title={doc}>
            <input
              type="checkbox"
              checked={settings.features.includes(position)}
              onChange={() => change(report, { features: toggled(settings.features, position) })}
            />
            <Text value={name} />
          </label>
        ))}
      </fieldset>
      <label class="tune-field">
        Scaling
        <select
          value={settings.scale}
          onChange={({ currentTarget }) => change(report, { scale: currentTarget.value as Scale })}
        >
          {SCALES.map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {analysis.plan.kept.length > 0 && <Partition report={report} />}
    </section>
  );
}

function ClustererChoice({ report, live }: ControlsProperties): VNode {
  const { clusterer } = currentSettings(report);
  const known = live.clusterers.value;
  const isKnown = known.some(({ name }) => name === clusterer.name);
  return (
    <select
      value={clusterer.name}
      onChange={({ currentTarget }) => {
        const chosen = known.find(({ name }) => name === currentTarget.value);
        if (chosen !== undefined) chooseClusterer(report, chosen);
      }}
    >
      {!isKnown && <option value={clusterer.name}>{clusterer.name}</option>}
      {known.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Fields that the run carried along: points are compared with those of equal values only. */
function Partition({ report }: { readonly report: Report }): VNode {
  const { plan, groups } = report.data.analysis;
  const { within } = currentSettings(report);
  const { within: ran } = settingsOf(report.data.analysis);
  const merged = report.data.analysis.mergedFrom !== undefined;
  const toggle = (position: number): void => {
    const next = toggled(within, position);
    const isRan = next.length === ran.length && ran.every((entry) => next.includes(entry));
    change(report, { within: isRan ? ran : next });
  };
  return (
    <fieldset>
      <legend>Partition: compare only what is equal in</legend>
      {plan.kept.map(({ name, doc }, position) => (
        <label key={name} class="check" title={doc}>
          <input
            type="checkbox"
            checked={within.includes(position)}
            // Merged groups are alike in what the run compared within, not in the others.
            disabled={merged && !ran.includes(position)}
            onChange={() => toggle(position)}
          />
          <span>
            <Text value={name} /> <span class="muted">{counted(groups.dictionaries[position]!.length, "value")}</span>
          </span>
        </label>
      ))}
      {within.length > 0 && (
        <p class="muted tune-hint">{count(within.length)} chosen; within each the clusterer runs by itself.</p>
      )}
    </fieldset>
  );
}
