import { isWinnowError } from "@winnow/core";

/** What a person reads of the error that a call throws. */
export function failureOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isWinnowError(error)) return error.format();
    throw error;
  }
  return "no error";
}
