/** What must be equal before two reductions can be added. Over fields: neither columns nor dialects take part. */
export interface PlanIdentity {
  readonly version: 1;
  /** Version of the mask grammar. */
  readonly masks: number;
  /**
   * HMAC of the kinds and patterns of secrets under the redaction key, which reveals none of them; {@link RANDOM_KEY} for a
   * random key, `null` without redaction.
   */
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

/** Redaction under a key that no other reduction has. */
export const RANDOM_KEY = "random";

/** What differs between two identities, each name once: `process.name`, `dualUse`, `where`, … Nothing where they are equal. */
export function differencesOf(a: PlanIdentity, b: PlanIdentity): string[] {
  const [left, right] = [describe(a), describe(b)];
  const written = [left, right].map((parts) => new Map(parts.map(({ part, name, text }) => [`${part} ${name}`, text])));
  const changed = [...left, ...right].filter(({ part, name }) => {
    const key = `${part} ${name}`;
    return written[0]!.get(key) !== written[1]!.get(key);
  });
  if (changed.length > 0) return [...new Set(changed.map(({ name }) => name))];
  if (a.redaction === RANDOM_KEY) return ["the redaction key, which is random"];
  return left.every(({ part, name }, i) => part === right[i]!.part && name === right[i]!.name)
    ? []
    : ["the order of the keys"];
}

interface IdentityPart {
  readonly part: string;
  /** For people. */
  readonly name: string;
  readonly text: string;
}

function describe({ version, masks, redaction, where, keys, measures }: PlanIdentity): readonly IdentityPart[] {
  return [
    { part: "", name: "the version of groups files", text: String(version) },
    { part: "", name: "the version of command templates", text: String(masks) },
    { part: "", name: "redact", text: redaction ?? "" },
    { part: "", name: "where", text: where ?? "" },
    ...keys.map(({ name, expression, type }) => ({ part: type, name, text: expression })),
    ...measures.map(({ name, expression, fold, weight }) => ({ part: fold, name, text: `${weight} ${expression}` })),
  ];
}
