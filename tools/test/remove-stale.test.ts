import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeStale } from "../remove-stale.mjs";

it("removes what was built of sources that are gone, and nothing else", () => {
  const directory = mkdtempSync(join(tmpdir(), "winnow-stale-"));
  try {
    mkdirSync(join(directory, "src"));
    mkdirSync(join(directory, "dist"));
    for (const source of ["kept.ts", "view.tsx"]) writeFileSync(join(directory, "src", source), "");
    const built = ["kept.js", "kept.js.map", "kept.d.ts", "kept.d.ts.map", "view.js", "page.html", ".tsbuildinfo"];
    for (const file of [...built, "gone.js", "gone.d.ts.map"]) writeFileSync(join(directory, "dist", file), "");
    expect(removeStale(directory)).toEqual(["gone.d.ts.map", "gone.js"]);
    expect(built.filter((file) => existsSync(join(directory, "dist", file)))).toEqual(built);
    expect(existsSync(join(directory, "dist/gone.js"))).toBe(false);
    expect(removeStale(join(directory, "nowhere"))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
