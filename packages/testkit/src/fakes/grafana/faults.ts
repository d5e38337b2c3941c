import type { Answer, FakeRequest } from "./answer.ts";

/** How an answer goes wrong. */
export type Failure =
  /** Another answer in place of the right one. `retryAfter` in seconds, or as a date of HTTP. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string | ((request: FakeRequest) => string);
      readonly retryAfter?: string;
    }
  /** What a proxy in front of the service shows those who are not logged in: 200 and a page of HTML. */
  | { readonly kind: "login-page" }
  /** The right answer, of which the connection delivers a part before it breaks. */
  | { readonly kind: "cut" }
  /** The right answer cut in half, that nevertheless ends as if it were whole. */
  | { readonly kind: "cut-cleanly" }
  /** The connection breaks before anything is answered. */
  | { readonly kind: "drop" }
  /** The right answer, late. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No answer, ever. */
  | { readonly kind: "hang" };

export interface Fault {
  /** Numbers of the requests that it befalls, counted over all from 1, or which ones. */
  readonly on: number | readonly number[] | ((request: FakeRequest) => boolean);
  /** At most this often; always where left out. */
  readonly times?: number;
  readonly failure: Failure;
}

/** Tells for every request which failure befalls it, if any. */
export function faultPicker(faults: readonly Fault[]): (request: FakeRequest) => Failure | undefined {
  const left = faults.map(({ times }) => times ?? Infinity);
  return (request) => {
    const index = faults.findIndex(({ on }, i) => left[i]! > 0 && befalls(on, request));
    if (index === -1) return undefined;
    left[index]!--;
    return faults[index]!.failure;
  };
}

function befalls(on: Fault["on"], request: FakeRequest): boolean {
  if (typeof on === "function") return on(request);
  return typeof on === "number" ? on === request.number : on.includes(request.number);
}

export const loginPage: Answer = {
  status: 200,
  body: "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form action='/login'></form></body></html>",
  headers: { "content-type": "text/html; charset=UTF-8" },
};
