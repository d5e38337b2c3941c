import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvtx } from "../../../src/readers/evtx/read-evtx.ts";
import { readAll } from "../reading.ts";
import {
  ChunkWriter,
  element,
  eventRecord,
  eventTemplate,
  evtxFile,
  hole,
  stringValue,
  xmlValue,
  type Part,
  type Value,
} from "./evtx-builder.ts";

/** What a record's values may be: texts, lists of texts and of bytes, XML with holes of its own. */
const values = fc.array(
  fc.oneof(
    fc.nat({ max: 3000 }).map((length): Value => stringValue("t".repeat(length))),
    fc.nat({ max: 1500 }).map((items): Value => ({ type: 0x81, bytes: Buffer.from("ab\0".repeat(items), "utf16le") })),
    fc.nat({ max: 8000 }).map((items): Value => ({ type: 0x84, bytes: Buffer.alloc(items, 1) })),
    fc
      .nat({ max: 60 })
      .map((copies): Value => xmlValue(...Array.from({ length: copies }, () => element("In", { k: "v" }, "x")))),
  ),
  { minLength: 3, maxLength: 3 },
);

/** Elements inside elements, with holes in their content and their attributes. */
const { part } = fc.letrec<{ part: Part; element: Part; leaf: Part }>((tie) => ({
  part: fc.oneof({ depthSize: "medium", withCrossShrink: true }, tie("leaf"), tie("element")),
  leaf: fc.oneof(
    fc.nat({ max: 200 }).map((length) => "w".repeat(length)),
    fc.nat({ max: 2 }).map((index) => hole(10 + index, 0x81)),
  ),
  element: fc
    .tuple(fc.nat({ max: 300 }), fc.option(fc.nat({ max: 2 })), fc.array(tie("part"), { maxLength: 4 }))
    .map(([length, attribute, parts]) =>
      element("N".repeat(length + 1), attribute === null ? {} : { a: hole(10 + attribute) }, ...parts),
    ),
}));

/** Characters and cells that come out for each byte that goes in, and for a small record. */
const PER_BYTE = 64;
const PER_RECORD = 131_072;

function build(
  parts: readonly Part[],
  given: readonly Value[],
): { readonly file: Buffer; readonly size: number } | undefined {
  const chunk = new ChunkWriter();
  try {
    chunk.record(eventRecord(1n, 1, eventTemplate(element("UserData", {}, element("Own", {}, ...parts))), ...given));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  if (chunk.at > 65_536) return undefined;
  const size = chunk.at - 512;
  return { file: evtxFile([chunk.finish()]), size };
}

describe("what a record expands to", () => {
  it("is at most a constant times its size, however elements, lists and texts are nested", async () => {
    let [read, rejected, largest] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), values, async (parts, given) => {
        const built = build(parts, given);
        fc.pre(built !== undefined);
        const { events, rejects } = await readAll(readEvtx, built!.file);
        expect(events.length + rejects.length).toBe(1);
        const output = events
          .flatMap((event) => Object.entries(event))
          .reduce((sum, [name, text]) => sum + 1 + name.length + text.length, 0);
        expect(output).toBeLessThanOrEqual(PER_RECORD + PER_BYTE * built!.size);
        read += events.length;
        rejected += rejects.length;
        largest = Math.max(largest, output / built!.size);
      }),
      { numRuns: 300 },
    );
    // Without either, or without any expansion at all, the property would say nothing.
    expect(Math.min(read, rejected, largest)).toBeGreaterThan(1);
  });
});
