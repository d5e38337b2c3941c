import type { ExpressionInput } from "@winnow/core";

/** A plugin and its options: host keys and plugin options stay apart. */
export interface Use {
  readonly use: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Define {
  readonly define: Readonly<Record<string, ExpressionInput>>;
}

export type Scale = "none" | "l2" | "standard" | "robust" | "minmax";

/** A field or a text feature whose rare values may never vanish inside a cluster. */
export interface Guard {
  readonly fields: readonly string[];
  /** A value is rare when at most this many events have it. */
  readonly atMost: number;
  /** `show`: beside the row's exemplar; `split`: as a row of its own. */
  readonly mode: "show" | "split";
}

/** A profile, checked and with every default in place. */
export interface Profile {
  readonly profile: "winnow/v1";
  readonly name: string;
  readonly description: string;
  readonly plugins: readonly string[];
  readonly source: Use | null;
  /** Detected when `null`. */
  readonly fields: Use | Readonly<Record<string, unknown>> | null;
  readonly where: ExpressionInput | null;
  readonly features: readonly (Use | Define)[];
  readonly scale: Scale;
  readonly cluster: Use & { readonly within: readonly string[] };
  readonly guard: Guard;
  readonly keep: readonly string[];
  readonly sinks: readonly Use[];
}

export function isUse(value: object): value is Use {
  return typeof (value as Partial<Use>).use === "string";
}
