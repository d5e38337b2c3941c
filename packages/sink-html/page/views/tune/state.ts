import { signal, type Signal } from "@preact/signals";
import type { Report } from "../../state/report.ts";
import type { ClustererDescription } from "../../worker/messages.ts";
import { settingsOf, type Settings } from "../../worker/settings.ts";

/** What the reader tries; kept while the page is open. */
export const tried: Signal<Settings | null> = signal(null);

export function currentSettings({ data }: Report): Settings {
  return tried.value ?? settingsOf(data.analysis);
}

export function change(report: Report, changes: Partial<Settings>): void {
  tried.value = { ...currentSettings(report), ...changes };
}

export function setOption(report: Report, name: string, value: unknown): void {
  const { clusterer } = currentSettings(report);
  const { [name]: _, ...others } = clusterer.options;
  const options = value === undefined ? others : { ...clusterer.options, [name]: value };
  change(report, { clusterer: { ...clusterer, options } });
}

/** Another clusterer starts with its own options; the run's comes back with those of the run. */
export function chooseClusterer(report: Report, { name, defaults }: ClustererDescription): void {
  const ran = settingsOf(report.data.analysis).clusterer;
  change(report, { clusterer: name === ran.name ? ran : { name, options: defaults } });
}

/** Takes a position in or out of a list, keeping the order of the whole. */
export function toggled(list: readonly number[], position: number): readonly number[] {
  return list.includes(position)
    ? list.filter((entry) => entry !== position)
    : [...list, position].sort((a, b) => a - b);
}
