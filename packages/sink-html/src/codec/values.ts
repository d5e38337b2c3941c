/** The typed arrays that a report can contain, by their names in a header. */
export type Numbers = Float64Array | Int32Array | BigInt64Array | BigUint64Array | Uint8Array;

interface NumbersByName {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly i64: BigInt64Array;
  readonly u64: BigUint64Array;
  readonly u8: Uint8Array;
}

export type ArrayName = keyof NumbersByName;

interface NumbersConstructor<T extends Numbers> {
  new (buffer: ArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

export const ARRAYS: { readonly [Name in ArrayName]: NumbersConstructor<NumbersByName[Name]> } = {
  f64: Float64Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  u8: Uint8Array,
};

/**
 * One section after the header. `texts` are lists of strings in JSON; the others are numbers, by planes: the lowest byte of
 * every number, then the next byte of every number, and so on, which compresses much better.
 */
export type Section = readonly [type: ArrayName | "texts", bytes: number];

/** Format that is written. Format 1, which is still read, has other groups. */
export const FORMAT = 2;

/** The report with everything large moved to sections. */
export interface Header {
  readonly format: 1 | typeof FORMAT;
  readonly root: unknown;
  readonly sections: readonly Section[];
}

/** First character of every key with a special meaning. Keys of a report that start with it are escaped by doubling it. */
export const TAG = "\u0001";
