import { describe, expect, it } from "vitest";
import { runSteps, runStepsAsync, stepsWithin, type RunControl, type Steps } from "../src/index.ts";

/** Works for `milliseconds`, in steps of about one, and returns "done". */
function* busyFor(milliseconds: number): Steps<string> {
  const start = performance.now();
  for (let elapsed = 0; elapsed < milliseconds; elapsed = performance.now() - start) {
    yield elapsed / milliseconds;
    const stepEnd = performance.now() + 1;
    while (performance.now() < stepEnd);
  }
  return "done";
}

/** Steps that report these shares and take long enough for each to be heard. */
function* slowly(shares: readonly number[]): Steps<void> {
  for (const share of shares) {
    const stepEnd = performance.now() + 35;
    while (performance.now() < stepEnd);
    yield share;
  }
}

const stopped = expect.objectContaining({ code: "WN1001" }) as Error;

describe.each([
  ["runSteps", async <T>(steps: Steps<T>, control?: RunControl): Promise<T> => runSteps(steps, control)],
  ["runStepsAsync", runStepsAsync],
] as const)("%s", (_, run) => {
  it("gives the result", async () => {
    await expect(run(busyFor(3))).resolves.toBe("done");
  });

  it("reports shares that never fall or pass 1, and 1 at the end", async () => {
    const seen: number[] = [];
    await run(slowly([0.5, 0.2, 1.5]), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([0.5, 0.5, 1, 1]);
  });

  it("does not start once aborted", async () => {
    let started = false;
    function* steps(): Steps<void> {
      started = true;
      yield 0;
    }
    await expect(run(steps(), { signal: AbortSignal.abort() })).rejects.toThrow(stopped);
    expect(started).toBe(false);
  });

  it("stops when its progress is answered by an abort", async () => {
    const controller = new AbortController();
    const control = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(run(busyFor(10_000), control)).rejects.toThrow(stopped);
  });
});

describe("runStepsAsync", () => {
  it("gives timers their turn, so that they can stop it", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    await expect(runStepsAsync(busyFor(10_000), { signal: controller.signal })).rejects.toThrow(stopped);
  });
});

describe("stepsWithin", () => {
  it("maps the shares of a part and passes its result on", () => {
    const part = stepsWithin(
      (function* (): Steps<string> {
        yield 0;
        yield 0.5;
        return "part";
      })(),
      0.2,
      0.6,
    );
    expect([part.next(), part.next(), part.next()]).toEqual([
      { done: false, value: 0.2 },
      { done: false, value: 0.4 },
      { done: true, value: "part" },
    ]);
  });
});
