/*
 * JavaScript leaves the last bits of Math.log10 to the engine, and V8's differ from those of the C library that
 * numpy, Python and the seed's own numbers come from. This is that library's formula over a logarithm that is
 * correctly rounded, so that every machine gives the same feature.
 */
const IVLN10 = Math.LOG10E;
const LOG10_2_HIGH = 3.01029995663611771306e-1;
const LOG10_2_LOW = 3.69423907715893078616e-13;

/** Terms of the series 2·(s + s³/3 + s⁵/5 + …); s ≤ 1/3 leaves less than 2^-100 after this many. */
const TERMS = 32;
const RECIPROCALS = Array.from({ length: TERMS }, (_, k) => divide(1, 0, 2 * k + 1, 0));

const bits = new DataView(new ArrayBuffer(8));

/** Decimal logarithm of a positive number. */
export function log10(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x < 2 ** -1022) return log10(x * 2 ** 54) - 54 * (LOG10_2_HIGH + LOG10_2_LOW);
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) - 1023;
  // The mantissa is taken from [1, 2), below 1 from [0.5, 1).
  const shift = exponent < 0 ? 1 : 0;
  bits.setUint32(0, (high & 0xfffff) | ((1023 - shift) << 20));
  const y = exponent + shift;
  return y * LOG10_2_LOW + IVLN10 * naturalLog(bits.getFloat64(0)) + y * LOG10_2_HIGH;
}

/** Natural logarithm of m in [0.5, 2), correctly rounded but for ties closer than 2^-90. */
function naturalLog(m: number): number {
  const below = m + 1;
  const [s, sLow] = divide(m - 1, 0, below, m - (below - 1));
  const [z, zLow] = multiply(s, sLow, s, sLow);
  let sum = 0;
  let sumLow = 0;
  for (let k = TERMS - 1; k >= 0; k--) {
    const [c, cLow] = RECIPROCALS[k]!;
    const [p, pLow] = multiply(sum, sumLow, z, zLow);
    sum = c + p;
    sumLow = p - (sum - c) + pLow + cLow;
  }
  const [ln, lnLow] = multiply(s, sLow, sum, sumLow);
  return 2 * (ln + lnLow);
}

/** A number as the unevaluated sum of two doubles, of which the second is the rounding error of the first. */
type DoubleDouble = readonly [high: number, low: number];

function multiply(a: number, aLow: number, b: number, bLow: number): DoubleDouble {
  const product = a * b;
  const low = productError(a, b, product) + (a * bLow + aLow * b);
  const high = product + low;
  return [high, low - (high - product)];
}

function divide(a: number, aLow: number, b: number, bLow: number): DoubleDouble {
  const quotient = a / b;
  const product = quotient * b;
  const low = (a - product - productError(quotient, b, product) + aLow - quotient * bLow) / b;
  const high = quotient + low;
  return [high, low - (high - quotient)];
}

/** a·b − product, exactly (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function split(value: number): DoubleDouble {
  const scaled = 134217729 * value;
  const high = scaled - (scaled - value);
  return [high, value - high];
}
