import { isWinnowError } from "@winnow/core";

/** A failure as data: errors do not cross between a worker and its page whole. */
export interface Failure {
  /** `null` where it is none of Winnow's errors. */
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
}

export function failureOf(error: unknown): Failure {
  if (isWinnowError(error))
    return { code: error.code, message: error.message, hint: error.hint === "" ? null : error.hint };
  return { code: null, message: error instanceof Error ? error.message : String(error), hint: null };
}
