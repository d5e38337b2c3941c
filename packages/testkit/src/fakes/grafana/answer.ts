/** A request, as the fake keeps it: what a test may look at afterwards. */
export interface FakeRequest {
  /** 1 for the first request to the service. */
  readonly number: number;
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What the service answers. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Nothing is ever answered. */
export const NO_ANSWER: Answer = { status: 0, body: "" };

/** An answer of JSON. Big integers are written digit by digit, as Go writes 64-bit ones. */
export function json(value: unknown, status = 200): Answer {
  return { status, body: jsonText(value), headers: { "content-type": "application/json; charset=UTF-8" } };
}

export function text(body: string, status: number): Answer {
  return { status, body, headers: { "content-type": "text/plain; charset=utf-8" } };
}

const INTEGER_MARK = "\u{10fffd}integer:";
const MARKED_INTEGER = new RegExp(`"${INTEGER_MARK}(-?\\d+)"`, "g");

function jsonText(value: unknown): string {
  return JSON.stringify(value, marked).replaceAll(MARKED_INTEGER, "$1");
}

function marked(_: string, part: unknown): unknown {
  return typeof part === "bigint" ? `${INTEGER_MARK}${part}` : part;
}

/** The body of a request as an object; empty where it is none. */
export function bodyOf({ body }: FakeRequest): Readonly<Record<string, unknown>> {
  const value: unknown = body === "" ? {} : JSON.parse(body);
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
