import type { FaultOf } from "../faults.ts";
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

export type Fault = FaultOf<FakeRequest, Failure>;

export const loginPage: Answer = {
  status: 200,
  body: "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form action='/login'></form></body></html>",
  headers: { "content-type": "text/html; charset=UTF-8" },
};
