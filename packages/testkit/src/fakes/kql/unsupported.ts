/** Thrown for KQL that the fake cannot evaluate: it gives no answer rather than a wrong one. */
export class UnsupportedKql extends Error {
  override readonly name = "UnsupportedKql";
}

/** @param what completes "the fake service cannot evaluate …" */
export function unsupported(what: string): UnsupportedKql {
  return new UnsupportedKql(`the fake service cannot evaluate ${what}`);
}
