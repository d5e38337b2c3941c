/**
 * Every failure that Winnow reports. Match on `code`; `message` says subject and fact, `hint` the next step.
 * Made by the factories of a package's `errors.ts`, never directly.
 */
export class WinnowError extends Error {
  override readonly name = "WinnowError";
  readonly code: string;
  readonly hint: string;
  /** The place of the error in a profile, a data file or a plugin. Lines and columns are 1-based. */
  readonly where: { readonly file?: string; readonly line?: number; readonly column?: number };

  constructor(code: string, message: string, hint: string, where: WinnowError["where"] = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.where = where;
  }

  /** `profiles/triage.yaml:9:31 WN1204 message\n  hint` — the text a person reads. */
  format(): string {
    const { file, line, column } = this.where;
    const place = file === undefined ? "" : [file, line, column].filter((part) => part !== undefined).join(":") + " ";
    const hint = this.hint === "" ? "" : "\n  " + this.hint.replaceAll("\n", "\n  ");
    return `${place}${this.code} ${this.message}${hint}`;
  }
}

/** Makes the errors of one failure. */
export interface ErrorFactory<Facts> {
  (facts: Facts, extra?: { readonly where?: WinnowError["where"]; readonly cause?: unknown }): WinnowError;
  /** What all errors of this failure share. `docs/errors.md` is generated from it. */
  readonly spec: {
    /** `WN` and four digits; never reused. */
    readonly code: string;
    /** One sentence for the reference: when this happens. */
    readonly summary: string;
    readonly message: (facts: Facts) => string;
    /** The next step, or "" if there is none. */
    readonly hint: (facts: Facts) => string;
  };
}

/** Makes the factory of one failure. */
export function defineError<Facts>(spec: ErrorFactory<Facts>["spec"]): ErrorFactory<Facts> {
  const make = (facts: Facts, extra: { where?: WinnowError["where"]; cause?: unknown } = {}): WinnowError =>
    new WinnowError(spec.code, spec.message(facts), spec.hint(facts), extra.where, extra.cause);
  return Object.assign(make, { spec });
}

/** Recognises a {@link WinnowError} of any copy of this package: plugins may carry their own. */
export function isWinnowError(value: unknown): value is WinnowError {
  if (!(value instanceof Error) || value.name !== "WinnowError") return false;
  const { code, format } = value as Partial<WinnowError>;
  return typeof code === "string" && typeof format === "function";
}

/** The error of a run that was told to stop. */
export const runAborted: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1001",
  summary: "The run was interrupted (Ctrl-C, or the caller's abort signal).",
  message: () => "the run was stopped before it finished",
  hint: () => "Nothing was left half-written. Start it again when you are ready.",
});

/** Throws {@link runAborted} once `signal` has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw runAborted({});
}
