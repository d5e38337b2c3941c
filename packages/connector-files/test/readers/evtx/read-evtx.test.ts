import { describe, expect, it } from "vitest";
import { readEvtx } from "../../../src/readers/evtx/read-evtx.ts";
import { readAll } from "../reading.ts";
import {
  ChunkWriter,
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  nullValue,
  sealHeader,
  stringValue,
  value,
  xmlValue,
  type Template,
  type Value,
} from "./evtx-builder.ts";

const read = (bytes: Uint8Array, size?: number) => readAll(readEvtx, bytes, size);

const SYSTEM = {
  TimeCreated: "2024-02-29T12:34:56.7890123Z",
  Computer: "host.example",
  Channel: "Security",
  Provider: "Example-Provider",
  ProviderGuid: "{0d0a1b2c-0000-0000-0000-000000000001}",
  EventID: "4688",
  Version: "2",
  Level: "2",
  Task: "13312",
  Opcode: "2",
  Keywords: "0x8020000000000000",
  EventRecordID: "7",
  ExecutionProcessID: "1234",
  ExecutionThreadID: "1234",
  SecurityUserID: "S-1-5-18",
};

const named = (...names: string[]): Template =>
  eventTemplate(element("EventData", {}, ...names.map((name, i) => element("Data", { Name: name }, hole(10 + i)))));

/** The data columns of one event whose `EventData` holds these. */
async function dataOf(template: Template, ...values: Value[]): Promise<Record<string, string>> {
  const { events, rejects } = await read(evtxFile([evtxChunk([eventRecord(7n, 4688, template, ...values)])]));
  expect(rejects).toEqual([]);
  return Object.fromEntries(Object.entries(events[0]!).filter(([name]) => !(name in SYSTEM)));
}

const oneData = named("Value");
const textOf = async (one: Value): Promise<string | undefined> => (await dataOf(oneData, one))["Value"];

const command = named("NewProcessName", "ProcessId");
const numbered = (id: number) =>
  eventRecord(BigInt(id), 4688, command, stringValue(`C:\\${id}.exe`), value(0x15, "e703000000000000"));
const ids = (events: readonly Readonly<Record<string, string>>[]) =>
  events.map((event) => Number(event["EventRecordID"]));

describe("an event log", () => {
  it("gives each record's System part in columns of their own and its data under their own names", async () => {
    const { events, rejects, warnings } = await read(evtxFile([evtxChunk([numbered(7)])]));
    expect(events).toEqual([{ ...SYSTEM, NewProcessName: "C:\\7.exe", ProcessId: "0x3e7" }]);
    expect([rejects, warnings]).toEqual([[], []]);
  });

  it("is read over many chunks, however the bytes arrive", async () => {
    const file = evtxFile([evtxChunk([numbered(1), numbered(2)]), evtxChunk([numbered(3)]), evtxChunk([numbered(4)])]);
    for (const size of [1021, 65_536, 1 << 20]) {
      const { events, rejects } = await read(file, size);
      expect(ids(events)).toEqual([1, 2, 3, 4]);
      expect(events[3]!["NewProcessName"]).toBe("C:\\4.exe");
      expect(rejects).toEqual([]);
    }
  });

  it("may hold chunks that were set aside and never written", async () => {
    const { events, rejects } = await read(evtxFile([evtxChunk([numbered(1)]), Buffer.alloc(65_536)]));
    expect([ids(events), rejects]).toEqual([[1], []]);
  });

  it("without records gives no events", async () => {
    expect((await read(evtxFile([]))).events).toEqual([]);
  });

  it("that does not begin like one is refused", async () => {
    await expect(read(Buffer.from("PK\x03\x04 whatever"))).rejects.toMatchObject({ code: "WN1550" });
    const error: unknown = await read(new Uint8Array()).catch((reason: unknown) => reason);
    expect((error as { format(): string }).format()).toBe(
      "WN1550 this is no Windows event log: its first bytes are not those of an EVTX file\n" +
        "  Copy the file again, or export the log with: wevtutil epl Security security.evtx",
    );
  });

  it("stops when told to", async () => {
    const chunks = (async function* () {
      yield evtxFile([]);
    })();
    const hooks = { onReject: () => {}, onWarn: () => {}, onGap: () => {}, signal: AbortSignal.abort() };
    await expect(readEvtx(chunks, hooks).next()).rejects.toMatchObject({ code: "WN1001" });
  });
});

describe("values", () => {
  const cases: readonly (readonly [string, Value, string | undefined])[] = [
    ["text", stringValue('é 𝒳 ; "quoted"'), 'é 𝒳 ; "quoted"'],
    ["text with an end mark", stringValue("end\0\0"), "end"],
    ["empty text", stringValue(""), ""],
    ["no value", nullValue, undefined],
    ["a lone surrogate of a damaged file", value(0x01, "41003dd84200"), "A\ufffdB"],
    ["ANSI text", value(0x02, "80e900"), "€é"],
    ["Int8", value(0x03, "ff"), "-1"],
    ["UInt8", value(0x04, "ff"), "255"],
    ["Int16", value(0x05, "0080"), "-32768"],
    ["UInt16", value(0x06, "ffff"), "65535"],
    ["Int32", value(0x07, "feffffff"), "-2"],
    ["UInt32", value(0x08, "feffffff"), "4294967294"],
    ["Int64", value(0x09, "0000000000000080"), "-9223372036854775808"],
    ["UInt64", value(0x0a, "ffffffffffffffff"), "18446744073709551615"],
    ["Real32", value(0x0b, "cdcccc3d"), "0.1"],
    ["Real64", value(0x0c, "9a9999999999b93f"), "0.1"],
    ["Bool", value(0x0d, "01000000"), "true"],
    ["Bool, false", value(0x0d, "00000000"), "false"],
    ["Binary", value(0x0e, "00ff7f"), "00FF7F"],
    ["GUID", value(0x0f, "33221100554477668899aabbccddeeff"), "{00112233-4455-6677-8899-AABBCCDDEEFF}"],
    ["SizeT of 32 bits", value(0x10, "e7030000"), "0x3e7"],
    ["SizeT of 64 bits", value(0x10, "e703000001000000"), "0x1000003e7"],
    ["FILETIME", value(0x11, "cb7ce6b30b6bda01"), "2024-02-29T12:34:56.7890123Z"],
    ["FILETIME zero", value(0x11, "0000000000000000"), "1601-01-01T00:00:00.0000000Z"],
    ["FILETIME, the last", value(0x11, "ffffffffffffffff"), "+060056-05-28T05:36:10.9551615Z"],
    ["SYSTEMTIME", value(0x12, "e807020004001d000c00220038001503"), "2024-02-29T12:34:56.789Z"],
    [
      "SID",
      value(0x13, "010500000000000515000000a065cf7e784b9b5fe77c8770f4010000"),
      "S-1-5-21-2127521184-1604012920-1887927527-500",
    ],
    ["HexInt32", value(0x14, "0d0000c0"), "0xc000000d"],
    ["HexInt64", value(0x15, "e703000000000000"), "0x3e7"],
    ["a type nobody knows", value(0x70, "0102"), "0102"],
    ["a SID of the wrong length", value(0x13, "0105000000000005"), "0105000000000005"],
    ["an integer of three bytes", value(0x08, "010203"), "010203"],
  ];
  it.each(cases)("are written as Windows shows them: %s", async (_, given, expected) => {
    expect(await textOf(given)).toBe(expected);
  });

  it("in a list repeat their element", async () => {
    const unnamed = eventTemplate(element("EventData", {}, element("Data", {}, hole(10, 0x81))));
    expect(await dataOf(unnamed, value(0x81, "6100000000006200630000000000"))).toEqual({
      Data0: "a",
      Data1: "",
      Data2: "bc",
      Data3: "",
    });
    expect(await dataOf(oneData, value(0x88, "0100000002000000"))).toEqual({ Value: "1", Value_2: "2" });
    expect(await dataOf(oneData, value(0x93, "010100000000000512000000010100000000000513000000"))).toEqual({
      Value: "S-1-5-18",
      Value_2: "S-1-5-19",
    });
  });

  it("may be XML themselves, which is laid out like the rest", async () => {
    const outer = eventTemplate(element("UserData", {}, hole(10, 0x21)));
    const inner = element(
      "Cleared",
      { xmlns: "urn:x" },
      element("Who", {}, "admin"),
      element("Where", { Zone: "1" }, element("Site", {}, "a")),
    );
    expect(await dataOf(outer, xmlValue(inner))).toEqual({ Who: "admin", "Where.Zone": "1", "Where.Site": "a" });
  });

  it("may be a template of their own", async () => {
    const inner: Template = { root: [element("Cleared", {}, element("Who", {}, hole(0)))] };
    const outer = eventTemplate(element("UserData", {}, hole(10, 0x21)));
    const given: Value = { type: 0x21, bytes: (_, chunk) => chunk.instance(inner, [stringValue("admin")]) };
    expect(await dataOf(outer, given)).toEqual({ Who: "admin" });
  });
});

describe("data", () => {
  it("without a name are numbered", async () => {
    const template = eventTemplate(
      element(
        "EventData",
        {},
        element("Data", {}, hole(10)),
        element("Data", { Name: "N" }, hole(11)),
        element("Data", {}, hole(12)),
        element("Binary", {}, hole(13, 0x0e)),
      ),
    );
    const values = [stringValue("a"), stringValue("b"), stringValue("c"), value(0x0e, "0102")];
    expect(await dataOf(template, ...values)).toEqual({ Data0: "a", N: "b", Data1: "c", Binary: "0102" });
  });

  it("with a name that is taken, in whatever letter case, get a number", async () => {
    const template = named("Computer", "user", "User", "user_2");
    const values = ["a", "b", "c", "d"].map(stringValue);
    const { events } = await read(evtxFile([evtxChunk([eventRecord(7n, 4688, template, ...values)])]));
    expect(events[0]).toEqual({ ...SYSTEM, Computer_2: "a", user: "b", User_2: "c", user_2_2: "d" });
  });

  it("of events that spell a name differently go to one column", async () => {
    const [one, other] = [named("ProcessId"), named("ProcessID")];
    const records = [eventRecord(1n, 1, one, stringValue("10")), eventRecord(2n, 1, other, stringValue("11"))];
    const { events } = await read(evtxFile([evtxChunk(records)]));
    expect(events.map((event) => event["ProcessId"])).toEqual(["10", "11"]);
  });

  it("too many for a table are kept together in one column", async () => {
    const many = Array.from({ length: 1500 }, () => "x").join("\0");
    const data = await dataOf(oneData, { type: 0x81, bytes: Buffer.from(many, "utf16le") });
    const apart = Object.keys(data).length - 1;
    const together = JSON.parse(data["OtherData"]!) as string[][];
    expect(apart + together.length).toBe(1500);
    expect(together[0]).toEqual(["Value", "x"]);
  });

  it("keep references and literal text of a template", async () => {
    const reference = {
      raw: (chunk: ChunkWriter) => {
        chunk.bytes(0x49);
        chunk.name("amp");
        chunk.bytes(0x48);
        chunk.u16(0x41);
        chunk.bytes(0x07);
        chunk.text("<c>");
      },
    };
    const template = eventTemplate(element("EventData", {}, element("Data", { Name: "T" }, "a", reference, hole(10))));
    expect(await dataOf(template, stringValue("z"))).toEqual({ T: "a&A<c>z" });
  });
});

describe("a damaged log", () => {
  const five = () => {
    const chunk = new ChunkWriter();
    for (let id = 1; id <= 5; id++) chunk.record(numbered(id));
    return { chunk, bytes: chunk.finish() };
  };

  it("loses only the record whose beginning is destroyed", async () => {
    const { chunk, bytes } = five();
    bytes.fill(0xee, chunk.starts[2], chunk.starts[2]! + 8);
    const { events, rejects, warnings } = await read(evtxFile([bytes]));
    expect(ids(events)).toEqual([1, 2, 4, 5]);
    const [from, to] = [chunk.starts[2]!.toString(16), chunk.starts[3]!.toString(16)];
    expect(rejects).toEqual([
      { line: 3, reason: "the record is destroyed", text: `chunk 1, offset 0x${from} to 0x${to}` },
    ]);
    expect(warnings).toEqual([
      "Chunk 1 of the event log was changed or damaged: the checksum of its records is wrong. Those that can be read were read.",
    ]);
  });

  it("says which record holds XML that cannot be read, and when it was written", async () => {
    const { chunk, bytes } = five();
    bytes[chunk.starts[3]! + 24] = 0x3f;
    const { events, rejects } = await read(evtxFile([bytes]));
    expect(ids(events)).toEqual([1, 2, 3, 5]);
    const text = `EventRecordID 4, written 2024-02-29T12:34:56.7890123Z, chunk 1, offset 0x${chunk.starts[3]!.toString(16)}`;
    expect(rejects).toEqual([{ line: 4, reason: "the binary XML holds an unknown token", text }]);
  });

  it("that was cut off gives what is left and counts what is not", async () => {
    const { chunk, bytes } = five();
    const { events, rejects, warnings } = await read(evtxFile([bytes]).subarray(0, 4096 + chunk.starts[3]! + 10));
    expect(ids(events)).toEqual([1, 2, 3]);
    expect(rejects.map(({ reason }) => reason)).toEqual(["the record is destroyed", "the record is missing"]);
    expect(warnings).toEqual(["Chunk 1 of the event log is cut off."]);
  });

  it("is searched where a chunk's header is lost", async () => {
    const { chunk, bytes } = five();
    bytes.fill(0, 0, 512);
    bytes.fill(0xee, chunk.starts[1], chunk.starts[2]);
    const { events, rejects, warnings } = await read(evtxFile([bytes]));
    expect(ids(events)).toEqual([1, 3, 4, 5]);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([[2, "the record is destroyed"]]);
    expect(warnings).toEqual(["Chunk 1 of the event log has lost its header; it was searched for records."]);
  });

  it("is searched where a chunk's header is wrong", async () => {
    const { bytes } = five();
    bytes.writeUInt32LE(520, 48);
    const { events, warnings } = await read(evtxFile([bytes]));
    expect(ids(events)).toEqual([1, 2, 3, 4, 5]);
    expect(warnings[0]).toMatch(/^Chunk 1 of the event log has a damaged header/);
  });

  it("with a damaged file header is read all the same", async () => {
    const file = evtxFile([evtxChunk([numbered(1)])]);
    file[30] = 9;
    const { events, warnings } = await read(file);
    expect(ids(events)).toEqual([1]);
    expect(warnings).toEqual([
      "The event log's file header is damaged (its checksum is wrong). The records were read all the same.",
    ]);
  });

  it("passes over remains behind its records, and says that they are there", async () => {
    const { chunk, bytes } = five();
    bytes.writeUInt32LE(chunk.starts[3]!, 48);
    bytes.writeBigUInt64LE(3n, 16);
    sealHeader(bytes);
    const { events, rejects, warnings } = await read(evtxFile([bytes]));
    expect([ids(events), rejects]).toEqual([[1, 2, 3], []]);
    expect(warnings.at(-1)).toMatch(
      /^Behind its own records the event log holds 2 remains of records that are no longer/,
    );
  });

  it("that was never closed holds records that its chunk's header does not know", async () => {
    const { chunk, bytes } = five();
    bytes.writeUInt32LE(chunk.starts[3]!, 48);
    bytes.writeBigUInt64LE(3n, 16);
    sealHeader(bytes);
    expect(ids((await read(evtxFile([bytes], { dirty: true }))).events)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("a hostile log", () => {
  const rejected = async (template: Template, ...values: Value[]): Promise<string[]> => {
    const { events, rejects } = await read(
      evtxFile([evtxChunk([eventRecord(7n, 1, template, ...values), numbered(8)])]),
    );
    expect(ids(events)).toEqual([8]);
    return rejects.map(({ reason }) => reason);
  };

  it("with a template that holds itself loses that record", async () => {
    const own: { root: Template["root"] } = { root: [] };
    own.root = [element("Event", {}, { raw: (chunk) => chunk.instance(own, []) })];
    expect(await rejected(own)).toEqual(["a template holds itself"]);
  });

  it("with templates that multiply loses that record, soon", async () => {
    const twice = (inner: Template): Template => {
      const part = {
        raw: (chunk: ChunkWriter) => {
          chunk.instance(inner, []);
          chunk.instance(inner, []);
        },
      };
      return { root: [element("E", {}, part)] };
    };
    let template: Template = { root: [element("E", {}, "x".repeat(1000))] };
    for (let i = 0; i < 28; i++) template = twice(template);
    const start = performance.now();
    expect(await rejected(template)).toEqual(["the record expands beyond all measure"]);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it("with elements inside elements without end loses that record", async () => {
    let deep = element("E");
    for (let i = 0; i < 200; i++) deep = element("E", {}, deep);
    expect(await rejected({ root: [deep] })).toEqual(["elements are nested too deeply"]);
  });

  it("with a huge number of values loses that record", async () => {
    const bad: Value = {
      type: 0x21,
      bytes: (_, chunk) => {
        chunk.bytes(0x0c, 1);
        chunk.u32(1);
        chunk.u32(chunk.at + 4);
        chunk.at += 24;
        chunk.u32(0xffff_ffff);
      },
    };
    expect(await rejected(oneData, bad)).toEqual(["a record has more values than room for them"]);
  });
});
