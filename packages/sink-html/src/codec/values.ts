/** The typed arrays that a report holds, by the name under which they are written. */
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
 * Where one section stands behind the header. `texts` are lists of strings, as JSON; the others are numbers, by planes:
 * the lowest byte of every number, then the next one of every number, and so on, which packs far better.
 */
export type Section = readonly [type: ArrayName | "texts", bytes: number];

/** The header: the report with everything large moved to sections, and where those are. */
export interface Header {
  readonly format: 1;
  readonly root: unknown;
  readonly sections: readonly Section[];
}

/** Begins every key that stands for something other than itself. No text of a report can begin a key like this unseen. */
export const TAG = "\u0001";
