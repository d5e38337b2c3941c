import { LIMITS } from "@winnow/core";
import type { Entry, Labels } from "./entry.ts";

type Kind = "labels" | "metadata" | "parsed";
const KINDS: readonly Kind[] = ["labels", "metadata", "parsed"];

/** Learns from lines which of a line's labels are the stream's, structured metadata, or made by the query. */
export class LabelKinds {
  readonly #kinds = new Map<string, Kind | "several">();

  learn(entries: readonly Entry[]): void {
    for (const entry of entries)
      for (const kind of KINDS) for (const name of Object.keys(entry[kind])) this.#add(name, kind);
  }

  /** Labels that came without their kinds; `undefined` where one has no kind, or several. */
  sorted(labels: Labels): Pick<Entry, Kind> | undefined {
    const entries = Object.entries(labels);
    const of = (kind: Kind): Labels => Object.fromEntries(entries.filter(([name]) => this.#kinds.get(name) === kind));
    const sorted = { labels: of("labels"), metadata: of("metadata"), parsed: of("parsed") };
    const found = KINDS.reduce((sum, kind) => sum + Object.keys(sorted[kind]).length, 0);
    return found === entries.length ? sorted : undefined;
  }

  #add(name: string, kind: Kind): void {
    const known = this.#kinds.get(name);
    if (known === kind || (known === undefined && this.#kinds.size >= LIMITS.columns)) return;
    this.#kinds.set(name, known === undefined ? kind : "several");
  }
}
