import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../src/limits.ts";

const page = readFileSync(new URL("../../../docs/limits.md", import.meta.url), "utf8");

function written(value: number): string {
  const units = [
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
  ] as const;
  const unit = units.find(([, size]) => value >= size && value % size === 0);
  return unit === undefined ? value.toLocaleString("en-US") : `${value / unit[1]} ${unit[0]}`;
}

describe("`LIMITS`", () => {
  it.each(Object.entries(LIMITS))("%s stands in the table of docs/limits.md", (_, value) => {
    expect(page).toContain(`| ${written(value)} |`);
  });
});
