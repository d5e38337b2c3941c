import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import type { LiveClustering } from "../../worker/client.ts";
import { settingsOf } from "../../worker/settings.ts";
import { optionFields, type OptionField } from "./options.ts";
import { positionOf, rangeOver, STEPS, valueAt, type Range } from "./slider.ts";
import { currentSettings, setOption } from "./state.ts";

interface OptionControlsProperties {
  readonly report: Report;
  readonly live: LiveClustering;
}

/** The options of the clusterer: a form made from its schema. The one that it is tuned by comes first. */
export function OptionControls({ report, live }: OptionControlsProperties): VNode {
  const { clusterer } = currentSettings(report);
  const description = live.clusterers.value.find(({ name }) => name === clusterer.name);
  if (description === undefined) return <></>;
  const fields = optionFields(description.options);
  const tuned = fields.filter(({ name }) => name === description.tuned);
  return (
    <div class="tune-options">
      {[...tuned, ...fields.filter((field) => !tuned.includes(field))].map((field) => (
        <OptionControl
          key={`${clusterer.name} ${field.name}`}
          report={report}
          live={live}
          field={field}
          isTuned={tuned.includes(field)}
        />
      ))}
    </div>
  );
}

interface OptionControlProperties extends OptionControlsProperties {
  readonly field: OptionField;
  readonly isTuned: boolean;
}

function OptionControl(properties: OptionControlProperties): VNode {
  const { report, field } = properties;
  const value = currentSettings(report).clusterer.options[field.name] ?? field.usual;
  const set = (next: unknown): void => setOption(report, field.name, next);
  if (field.kind === "flag") {
    return (
      <label class="check" title={field.description}>
        <input type="checkbox" checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />
        {field.name}
      </label>
    );
  }
  if (field.kind === "choice") {
    return (
      <label class="tune-field" title={field.description}>
        {field.name}
        <select value={String(value)} onChange={({ currentTarget }) => set(currentTarget.value)}>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return <NumberControl {...properties} value={value} set={set} />;
}

interface NumberControlProperties extends OptionControlProperties {
  readonly value: unknown;
  readonly set: (value: unknown) => void;
}

function NumberControl({ report, live, field, isTuned, value, set }: NumberControlProperties): VNode {
  const id = useId();
  const auto = value === "auto";
  const number = typeof value === "number" ? value : undefined;
  const range = rangeOf(report, live, field, isTuned, number);
  const start = isTuned ? live.start.value : null;
  const fallback = start?.value ?? number ?? Math.max(1, field.minimum);
  return (
    <div class="tune-number" title={field.description}>
      <div class="tune-number-head">
        <label for={id}>{field.name}</label>
        {field.auto && (
          <label class="check">
            <input
              type="checkbox"
              checked={auto}
              onChange={({ currentTarget }) => set(currentTarget.checked ? "auto" : fallback)}
            />
            auto
          </label>
        )}
        <NumberInput id={id} field={field} value={number} set={set} disabled={auto} />
      </div>
      {range !== null && (
        <input
          type="range"
          min={0}
          max={STEPS}
          step={1}
          value={number === undefined ? 0 : positionOf(range, number)}
          disabled={auto}
          aria-label={field.name}
          aria-valuetext={number === undefined ? "auto" : String(number)}
          data-option={field.name}
          onInput={({ currentTarget }) => set(valueAt(range, currentTarget.valueAsNumber))}
        />
      )}
      {start !== null && <Hint value={start.value} reason={start.reason} take={() => set(short(start.value, field))} />}
    </div>
  );
}

interface NumberInputProperties {
  readonly id: string;
  readonly field: OptionField;
  readonly value: number | undefined;
  readonly set: (value: unknown) => void;
  readonly disabled: boolean;
}

/** Keeps what is being typed, as long as it is no number yet. */
function NumberInput({ id, field, value, set, disabled }: NumberInputProperties): VNode {
  const [typed, setTyped] = useState<string | null>(null);
  const optional = field.usual === undefined;
  const onInput = (text: string): void => {
    setTyped(text);
    if (text === "" && optional) set(undefined);
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) set(number);
  };
  return (
    <input
      id={id}
      type="number"
      step={field.kind === "integer" ? 1 : "any"}
      min={Number.isFinite(field.minimum) ? field.minimum : undefined}
      max={Number.isFinite(field.maximum) ? field.maximum : undefined}
      value={typed ?? (value === undefined ? "" : String(value))}
      placeholder={optional ? "none" : ""}
      disabled={disabled}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
      onBlur={() => setTyped(null)}
    />
  );
}

interface HintProperties {
  readonly value: number;
  readonly reason: string;
  readonly take: () => void;
}

function Hint({ value, reason, take }: HintProperties): VNode {
  return (
    <p class="muted tune-hint">
      <button type="button" class="quiet tune-take" onClick={take}>
        Start at {Number(value.toPrecision(3))}
      </button>{" "}
      <Text value={reason} />
    </p>
  );
}

function short(value: number, { kind }: OptionField): number {
  return kind === "integer" ? Math.round(value) : Number(value.toPrecision(3));
}

/** Around the values worth comparing, with the run's own and the present one among them. */
function rangeOf(
  report: Report,
  live: LiveClustering,
  field: OptionField,
  isTuned: boolean,
  value: number | undefined,
): Range | null {
  const { clusterer } = settingsOf(report.data.analysis);
  const own = clusterer.name === currentSettings(report).clusterer.name ? clusterer.options[field.name] : undefined;
  const known = [own, field.usual].filter((entry): entry is number => typeof entry === "number");
  if (isTuned)
    return rangeOver([...(live.start.value?.values ?? []), ...known, ...wide(known)], field.kind === "integer");
  if (field.kind !== "integer" || field.usual === undefined) return null;
  const low = Math.max(1, field.minimum);
  const high = Math.min(field.maximum, Math.max(FEW, ...known.map((entry) => 4 * entry), value ?? 0));
  return { low, high, scale: "linear", whole: true };
}

const FEW = 20;

/** Before the points were asked, a range about what is known. */
function wide(known: readonly number[]): readonly number[] {
  return known.flatMap((value) => (value > 0 ? [value / 30, value * 30] : []));
}
