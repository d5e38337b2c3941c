import type { Samples } from "./measures.ts";
import { boxOf, isOutlier, type Box } from "./quartiles.ts";

/** System sessions and the others apart; `all` where nothing tells them apart. */
export type SessionKind = "system" | "other" | "all";

/** The events of one program in one kind of session. */
export interface ProgramBox extends Box {
  readonly kind: SessionKind;
  readonly outliers: readonly Outlier[];
}

export interface Outlier {
  readonly value: number;
  readonly events: number;
  /** The first row, in reading order, with the value. */
  readonly row: number;
  /** How many times the distance of the quartiles it lies beyond the nearer one; infinite where they are equal. */
  readonly beyond: number;
}

export interface Program {
  readonly name: string;
  readonly events: number;
  readonly boxes: readonly ProgramBox[];
}

/** One box for each program and kind of session; the programs with most events first. */
export function programsOf(samples: Samples): readonly Program[] {
  const byProgram = new Map<number, Map<SessionKind, number[]>>();
  for (let i = 0; i < samples.values.length; i++) {
    if (Number.isNaN(samples.values[i]!)) continue;
    const kinds = byProgram.get(samples.categories[i]!) ?? new Map<SessionKind, number[]>();
    byProgram.set(samples.categories[i]!, kinds);
    const kind = KINDS[samples.system[i]! + 1]!;
    const members = kinds.get(kind);
    if (members === undefined) kinds.set(kind, [i]);
    else members.push(i);
  }
  const programs = Array.from(byProgram, ([category, kinds]): Program => {
    const boxes = ORDER.flatMap((kind) => (kinds.has(kind) ? [programBox(samples, kind, kinds.get(kind)!)] : []));
    return { name: samples.names[category]!, events: boxes.reduce((sum, { events }) => sum + events, 0), boxes };
  });
  return programs.sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
}

/** By what {@link Samples.system} says, from −1. */
const KINDS: readonly SessionKind[] = ["all", "other", "system"];
const ORDER: readonly SessionKind[] = ["system", "other", "all"];

function programBox(samples: Samples, kind: SessionKind, members: readonly number[]): ProgramBox {
  const values = members.map((i) => samples.values[i]!);
  const weights = members.map((i) => samples.weights[i]!);
  const box = boxOf(values, weights);
  const outliers = new Map<number, { events: number; row: number }>();
  for (const i of members) {
    const value = samples.values[i]!;
    if (!isOutlier(box, value)) continue;
    const known = outliers.get(value);
    if (known === undefined) outliers.set(value, { events: samples.weights[i]!, row: samples.rows[i]! });
    else {
      known.events += samples.weights[i]!;
      known.row = Math.min(known.row, samples.rows[i]!);
    }
  }
  return {
    ...box,
    kind,
    outliers: Array.from(outliers, ([value, found]) => ({ value, ...found, beyond: beyond(box, value) })).sort(
      (a, b) => a.value - b.value,
    ),
  };
}

function beyond({ lowerQuartile, upperQuartile }: Box, value: number): number {
  const distance = value > upperQuartile ? value - upperQuartile : lowerQuartile - value;
  return distance / (upperQuartile - lowerQuartile);
}

/** Rows by how far out they lie, those furthest out first; among equals the rarer value, then reading order. */
export function outlyingRows(programs: readonly Program[]): readonly number[] {
  const best = new Map<number, Outlier>();
  for (const { boxes } of programs) {
    for (const { outliers } of boxes) {
      for (const outlier of outliers) {
        const known = best.get(outlier.row);
        if (known === undefined || compare(outlier, known) < 0) best.set(outlier.row, outlier);
      }
    }
  }
  return [...best.values()].sort(compare).map(({ row }) => row);
}

function compare(a: Outlier, b: Outlier): number {
  if (a.beyond !== b.beyond) return b.beyond - a.beyond;
  return a.events - b.events || a.row - b.row;
}
