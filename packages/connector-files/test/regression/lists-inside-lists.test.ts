import { describe, expect, it } from "vitest";
import { readEvtx } from "../../src/readers/evtx/read-evtx.ts";
import {
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  stringValue,
  type Part,
  type Value,
} from "../readers/evtx/evtx-builder.ts";
import { readAll } from "../readers/reading.ts";

/** A list of single bytes. */
const list = (items: number): Value => ({ type: 0x84, bytes: Buffer.alloc(items, 7) });

const read = (data: Part, ...values: Value[]) => {
  const record = eventRecord(1n, 1, eventTemplate(data), ...values);
  return readAll(readEvtx, evtxFile([evtxChunk([record])]));
};

describe("a record of 69 KB", () => {
  it("with a list of 30,000 items inside an element that another one repeats is rejected: 900 million elements", async () => {
    const inner = element("B", {}, hole(11, 0x84));
    const data = element("EventData", {}, element("A", {}, hole(10, 0x84), inner));
    const { events, rejects } = await read(data, list(30_000), list(30_000));
    expect([events, rejects.map(({ reason }) => reason)]).toEqual([[], ["the record expands beyond all measure"]]);
  });

  it("with a long text in front of a list of 20,000 items is rejected: 200 million characters", async () => {
    const data = element("EventData", {}, element("A", {}, hole(10), hole(11, 0x84)));
    const { rejects } = await read(data, stringValue("x".repeat(10_000)), list(20_000));
    expect(rejects.map(({ reason }) => reason)).toEqual(["the record expands beyond all measure"]);
  });

  it("with one list of 60,000 items is read: the largest that a record can hold", async () => {
    const { events, rejects } = await read(element("EventData", {}, element("A", {}, hole(10, 0x84))), list(60_000));
    expect(rejects).toEqual([]);
    const own = Object.keys(events[0]!).filter((name) => /^A(_\d+)?$/.test(name)).length;
    expect(own + (JSON.parse(events[0]!["OtherData"]!) as unknown[]).length).toBe(60_000);
  });
});
