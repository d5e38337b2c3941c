/** What must be equal before two reductions can be added. Over fields: neither columns nor dialects take part. */
export interface PlanIdentity {
  readonly version: 1;
  /** Version of the mask grammar. */
  readonly masks: number;
  /** HMAC of a constant under the redaction key: equal for equal keys, and reveals nothing. `null` without redaction. */
  readonly redaction: string | null;
  readonly where: string | null;
  /** What splits groups, features first, then kept values. */
  readonly keys: readonly {
    readonly name: string;
    readonly expression: string;
    readonly type: "number" | "text";
    /** Whether it says what is done, rather than where or by whom. */
    readonly behaviour: boolean;
  }[];
  /** What is folded over a group's events. `peak`: of the event with the highest weighted sum of all peaks. */
  readonly measures: readonly {
    readonly name: string;
    readonly expression: string;
    readonly fold: "peak" | "sum";
    readonly weight: number;
  }[];
}

/** The parts in which two identities differ, by name: `process.name`, `signal dualUse`, `where`, … None where they are equal. */
export function differencesOf(a: PlanIdentity, b: PlanIdentity): string[] {
  const parts = [describe(a), describe(b)] as const;
  const names = new Set(parts.flatMap((part) => [...part.keys()]));
  const changed = [...names].filter((name) => parts[0].get(name) !== parts[1].get(name));
  if (changed.length > 0) return changed;
  return [...parts[0].keys()].join("\0") === [...parts[1].keys()].join("\0") ? [] : ["the order of the keys"];
}

function describe({ version, masks, redaction, where, keys, measures }: PlanIdentity): ReadonlyMap<string, string> {
  return new Map([
    ["the version of the identity", String(version)],
    ["the version of the masks", String(masks)],
    ["the redaction key", redaction ?? ""],
    ["where", where ?? ""],
    ...keys.map(({ name, expression, type }) => [`${type} ${name}`, expression] as const),
    ...measures.map(({ name, expression, fold, weight }) => [`${fold} of ${name}`, `${weight} ${expression}`] as const),
  ]);
}
