import { describe, expect, it } from "vitest";
import { eventsHeld, whereOthersAre } from "../../../../page/views/overview/held.ts";
import { smallReport } from "../../../support/small-report.ts";

const ledger = { ...smallReport.ledger, clustered: 5000 };
const held = { ...smallReport.events, size: 120 };

describe("which events a page holds", () => {
  it("is said of all of them", () => {
    expect(eventsHeld({ ledger, events: { ...held, size: 5000 } })).toBe(
      "All 5,000 clustered events, with every column of the source.",
    );
  });

  it("is said of some, and where the others are", () => {
    const events = { ...held, complete: false };
    expect(eventsHeld({ ledger, events })).toBe(
      "120 events of 5,000: those that are shown (each row's own event and the rare values folded into it) and the first few of every row. assignments.csv of the run names the row of every event.",
    );
    expect(whereOthersAre({ events })).toBe("assignments.csv of the run names all of them");
  });

  it("names no file that a source in which events stay has not given", () => {
    const events = { ...held, complete: false, shownOnly: true } as const;
    expect(eventsHeld({ ledger, events })).toBe(
      "120 events of 5,000: those that are shown (each row's own event and the rare values folded into it); the source grouped the events where they lie, and no other was fetched.",
    );
    expect(whereOthersAre({ events })).toBe("the source grouped the events where they lie, and no other was fetched");
  });
});
