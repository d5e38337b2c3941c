import type { FaultOf } from "../faults.ts";

/** A request to the fake Sentinel, as its log keeps it. */
export interface SentinelRequest {
  /** Counted over all requests from 1. */
  readonly number: number;
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** KQL, of requests for it. */
  readonly query?: string;
  readonly timespan?: string;
  /** Workspaces beyond the one in the path. */
  readonly workspaces?: readonly string[];
  readonly prefer?: string;
  /** Body as it arrived, and unpacked. */
  readonly bytesReceived: number;
  readonly bytesUnpacked: number;
  /** Status of the answer; `null` where the connection was broken or is still open. */
  readonly status: number | null;
  /** Bytes of the body that was sent. */
  readonly bytesSent: number;
  /** Rows of the answer. */
  readonly rows: number;
  readonly failure?: SentinelFailure["kind"];
}

/** How an answer goes wrong. */
export type SentinelFailure =
  /** Another answer in place of the right one. `retryAfter` in seconds, or as a date of HTTP. */
  | { readonly kind: "status"; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  /** What a proxy in front of the service shows: 200 and a page of HTML. */
  | { readonly kind: "html" }
  /** 204 without a body, as an empty workspace answers. */
  | { readonly kind: "empty" }
  /** The token's time is over, whatever it is. */
  | { readonly kind: "expired-token" }
  /** Tables with the first of the rows, half of them unless said otherwise, and an error beside them. */
  | { readonly kind: "partial"; readonly rows?: number }
  /** The connection breaks before anything is answered. */
  | { readonly kind: "drop" }
  /** The right answer, of which the connection delivers half before it breaks. */
  | { readonly kind: "cut" }
  /** The right answer cut in half, that nevertheless ends as if it were whole. */
  | { readonly kind: "cut-cleanly" }
  /** The right answer, late; 504 instead if that is later than the request was ready to wait. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No answer, ever. */
  | { readonly kind: "hang" };

export type SentinelFault = FaultOf<SentinelRequest, SentinelFailure>;
