import { formatTime } from "@winnow/expressions";

const numbers = new Intl.NumberFormat("en-US");

/** `1,234,567` */
export function count(value: number): string {
  return numbers.format(value);
}

/** `1 row`, `2 rows` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `2019-01-15 05:24:24`, UTC; `decimals` of the second, up to 6. */
export function time(microseconds: bigint | null, decimals = 0): string {
  if (microseconds === null) return "–";
  return formatTime(microseconds)
    .replace("T", " ")
    .slice(0, decimals === 0 ? 19 : 20 + decimals);
}

/** How long, in its two largest units: `3 d 4 h`, `2 min 5 s`, `340 ms`. */
export function duration(microseconds: bigint): string {
  const seconds = Number(microseconds) / 1e6;
  if (seconds === 0) return "0 s";
  if (seconds < 1)
    return seconds < 0.001 ? `${count(Math.round(seconds * 1e6))} µs` : `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return largestTwo(Math.round(seconds));
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

function largestTwo(seconds: number): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  return UNITS.slice(first, first + 2)
    .map(([name, size]) => {
      const amount = Math.floor(rest / size);
      rest -= amount * size;
      return amount > 0 ? `${amount} ${name}` : "";
    })
    .filter((text) => text !== "")
    .join(" ");
}

/** `1.2 MB` */
export function bytes(value: number): string {
  const [size, unit] = value >= 1e9 ? [1e9, "GB"] : value >= 1e6 ? [1e6, "MB"] : value >= 1e3 ? [1e3, "kB"] : [1, "B"];
  const amount = value / size;
  return `${amount >= 100 || size === 1 ? Math.round(amount) : amount.toFixed(1)} ${unit}`;
}
