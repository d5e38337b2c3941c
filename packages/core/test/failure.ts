import { isWinnowError } from "../src/index.ts";

/** What a person reads when `act` fails; fails itself when nothing is thrown, or something else. */
export function failure(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isWinnowError(error)) return error.format();
    throw error;
  }
  throw new Error("nothing was thrown");
}
