import { describe, expect, it } from "vitest";
import { assertLedger } from "../src/index.ts";
import { failure } from "./failure.ts";

const ledger = { read: 10, rejected: 3, filtered: 2, clustered: 5, reasons: { "too few columns": 1, "no time": 2 } };

describe("assertLedger", () => {
  it("is content when every event is accounted for", () => {
    expect(() => assertLedger(ledger)).not.toThrow();
    expect(() => assertLedger({ read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} })).not.toThrow();
  });

  it("fails when an event went missing or was counted twice", () => {
    expect(failure(() => assertLedger({ ...ledger, read: 11 }))).toBe(
      "WN1002 11 events were read, but 3 rejected + 2 filtered + 5 clustered make 10\n" +
        "  Please report this, with the profile and the source's format.",
    );
    expect(() => assertLedger({ ...ledger, clustered: 6 })).toThrow("make 11");
  });

  it("fails when a rejected event has no reason", () => {
    expect(() => assertLedger({ ...ledger, reasons: { "no time": 2 } })).toThrow("10 events were read");
  });
});
