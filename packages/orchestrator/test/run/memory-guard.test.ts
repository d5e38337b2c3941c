import { describe, expect, it } from "vitest";
import { MemoryGuard } from "../../src/run/memory-guard.ts";

describe("`MemoryGuard`", () => {
  it("does not stop a run whose heap is full of garbage", () => {
    let used = 900;
    let collections = 0;
    const guard = new MemoryGuard(
      () => ({ used_heap_size: used, heap_size_limit: 1000 }),
      () => {
        collections++;
        used = 300;
      },
    );
    guard.check();
    expect(collections).toBe(1);
    used = 740;
    guard.check();
    expect(collections).toBe(1);
  });

  it("stops a run that leaves too little memory, and measures again only after some growth", () => {
    let used = 700;
    let collections = 0;
    const guard = new MemoryGuard(
      () => ({ used_heap_size: used, heap_size_limit: 1000 }),
      () => void collections++,
    );
    for (used = 600; used < 750; used += 10) guard.check();
    expect(collections).toBe(0);
    used = 760;
    expect(() => guard.check()).toThrow("more memory than the 0 MiB that Node.js may use");
  });
});
