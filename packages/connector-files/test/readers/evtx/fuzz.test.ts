import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvtx } from "../../../src/readers/evtx/read-evtx.ts";
import { damaged, readWhatever, TIME_LIMIT } from "../fuzz.ts";
import {
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  sealHeader,
  stringValue,
  value,
  xmlValue,
} from "./evtx-builder.ts";

const template = eventTemplate(
  element("EventData", {}, element("Data", { Name: "Image" }, hole(10)), element("Data", {}, hole(11, 0x81))),
  element("UserData", {}, hole(12, 0x21)),
);
const records = Array.from({ length: 6 }, (_, index) =>
  eventRecord(
    BigInt(index + 1),
    4688,
    template,
    stringValue(`C:\\${index}.exe`),
    value(0x81, "610000006200"),
    xmlValue(element("Own", { a: "b" }, element("Who", {}, "me"))),
  ),
);
const file = evtxFile([evtxChunk(records)]);
/** The part of the file that holds anything, so that damage hits something. */
const used = file.subarray(0, 4096 + 3500);

/** Damage inside records, hidden behind a header that is right: what a forger would do. */
const forged = damaged(Buffer.from(file.subarray(4096 + 512, 4096 + 3000))).map((inside) => {
  const forgery = Buffer.from(file);
  inside.copy(forgery, 4096 + 512);
  sealHeader(forgery.subarray(4096));
  return forgery;
});

describe("an event log, whatever is in it,", () => {
  it("is read to its end when it was damaged anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(damaged(Buffer.from(used)), async (bytes) => {
        expect((await readWhatever(readEvtx, bytes, 40_000)).milliseconds).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 150 },
    );
  });

  it("accounts for every record when records were damaged", async () => {
    await fc.assert(
      fc.asyncProperty(forged, async (bytes) => {
        const { reading } = await readWhatever(readEvtx, bytes);
        expect(reading!.events.length + reading!.rejects.length).toBeGreaterThanOrEqual(records.length);
      }),
      { numRuns: 150 },
    );
  });

  it("is read to its end when it is noise", async () => {
    const noise = fc.uint8Array({ maxLength: 2000 }).map((bytes) => {
      const noisy = Buffer.from(file);
      noisy.set(bytes, 4096 + 512 + 24);
      return noisy;
    });
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        expect((await readWhatever(readEvtx, bytes)).milliseconds).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await readWhatever(readEvtx, bytes)).milliseconds).toBeLessThan(TIME_LIMIT);
      }),
    );
  });
});
