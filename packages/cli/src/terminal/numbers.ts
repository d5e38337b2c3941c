/** `1234567` as `1,234,567`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 row`, `2 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A rate or amount in three digits at most: `950`, `12 k`, `1.4 M`. */
export function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} M`;
  return value >= 1e4 ? `${Math.round(value / 1e3)} k` : count(Math.round(value));
}

/** A share as `98 %`. `100 %` is all and `0 %` none, never nearly so. */
export function percent(part: number, whole: number): string {
  const share = (100 * part) / whole;
  if (part > 0 && share < 1) return "< 1 %";
  return `${Math.floor(share)} %`;
}
