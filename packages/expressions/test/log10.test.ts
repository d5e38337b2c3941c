import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { log10 } from "../src/log10.ts";

describe("log10", () => {
  // Values of the C library's log10; for most of these V8's differs in the last bit.
  it.each([
    [11, 1.041392685158225],
    [40, 1.6020599913279625],
    [43, 1.6334684555795866],
    [52, 1.7160033436347992],
    [92, 1.9637878273455553],
    [93, 1.968482948553935],
    [113, 2.05307844348342],
    [171, 2.2329961103921536],
    [3152, 3.4985862088175175],
    [12.61914383129183, 1.1010298904105742],
    [0.5, -0.3010299956639812],
    [0.011033099297893681, -1.9573024731534305],
    [0.2938816449348044, -0.5318275379575462],
    [5e-324, -323.3062153431158],
    [Number.MAX_VALUE, 308.25471555991675],
    [Infinity, Infinity],
  ])("of %d is %d to the last bit", (x, expected) => {
    expect(log10(x)).toBe(expected);
  });

  it("of a power of ten is its exponent", () => {
    for (let exponent = -307; exponent <= 308; exponent++) expect(log10(Number(`1e${exponent}`))).toBe(exponent);
  });

  it("is the engine's own up to the last bits", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true }), (x) => {
        const own = Math.log10(x);
        expect(Math.abs(log10(x) - own)).toBeLessThanOrEqual(4e-16 * Math.max(Math.abs(own), 1));
      }),
    );
  });

  it("never falls from one count to the next", () => {
    for (let count = 1; count < 20_000; count++) expect(log10(count + 1)).toBeGreaterThan(log10(count));
  });
});
