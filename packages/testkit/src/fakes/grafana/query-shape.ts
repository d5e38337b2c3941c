/** A query that fails, as it stands beside the others of its request. */
export class QueryFailure extends Error {
  readonly status: number;
  readonly source: string;

  constructor(message: string, status: number, source = "downstream") {
    super(message);
    this.status = status;
    this.source = source;
  }
}

export type Query = Readonly<Record<string, unknown>> & { readonly refId: string };

/** Bounds of a request: whole ms, as `/api/ds/query` carries nothing finer. */
export interface MsRange {
  readonly from: number;
  readonly to: number;
}
