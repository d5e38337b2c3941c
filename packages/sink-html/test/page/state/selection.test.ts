import { describe, expect, it } from "vitest";
import { identityOf } from "../../../page/state/selection.ts";
import type { ReportData } from "../../../src/data/report-data.ts";
import { smallReport } from "../../support/small-report.ts";

describe("the report that marks belong to", () => {
  const remote: ReportData = { ...smallReport, inputs: [] };

  it("is told from one of other events that were asked from the same source", () => {
    const known = identityOf(remote);
    expect(identityOf({ ...remote, marks: [{ time: 0n, label: "alert" }] })).toBe(known);
    expect(identityOf({ ...remote, range: { first: 0n, last: 2n } })).not.toBe(known);
    expect(identityOf({ ...remote, ledger: { ...remote.ledger, read: 1 } })).not.toBe(known);
    expect(identityOf({ ...remote, profile: { ...remote.profile, hash: "1" } })).not.toBe(known);
    expect(identityOf({ ...remote, inputs: [{ path: "a", bytes: 1, sha256: "00" }] })).not.toBe(known);
  });
});
