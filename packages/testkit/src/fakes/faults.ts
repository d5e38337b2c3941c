/** Something that goes wrong with some requests to a fake. */
export interface FaultOf<Request, Failure> {
  /** Numbers of the requests that it befalls, counted over all from 1, or which ones. */
  readonly on: number | readonly number[] | ((request: Request) => boolean);
  /** At most this often; always where left out. */
  readonly times?: number;
  readonly failure: Failure;
}

/** Tells for every request which failure befalls it, if any: that of the first fault that is not used up. */
export function faultPicker<Request extends { readonly number: number }, Failure>(
  faults: readonly FaultOf<Request, Failure>[],
): (request: Request) => Failure | undefined {
  const left = faults.map(({ times }) => times ?? Infinity);
  return (request) => {
    const index = faults.findIndex(({ on }, i) => left[i]! > 0 && befalls(on, request));
    if (index === -1) return undefined;
    left[index]!--;
    return faults[index]!.failure;
  };
}

function befalls<Request extends { readonly number: number }>(
  on: FaultOf<Request, unknown>["on"],
  request: Request,
): boolean {
  if (typeof on === "function") return on(request);
  return typeof on === "number" ? on === request.number : on.includes(request.number);
}
