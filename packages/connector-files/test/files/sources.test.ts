import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FilesConnectorOptions } from "../../src/index.ts";
import { zipOf, type ZipFileSpec } from "../readers/archive/zip-builder.ts";
import { eventRecord, eventTemplate, evtxChunk, evtxFile } from "../readers/evtx/evtx-builder.ts";
import { ledgerOf, type Opened, readFiles, rowsOf, withFiles } from "./opened.ts";

const EVTX = evtxFile([evtxChunk([eventRecord(1n, 1102, eventTemplate())])]);
const AUDITD = 'type=CWD msg=audit(1709210096.789:1): cwd="/"\n';
const SYSLOG = "Mar  1 00:10:08 web sshd[1]: one\nnonsense\nMar  1 00:10:09 web sshd[1]: two\n";
const JOURNAL = '{"__REALTIME_TIMESTAMP":"1709210096789012","MESSAGE":"x"}\n';
const CSV = "host,message\nweb,three\nweb\nweb,four\n";
const NDJSON = '{"host":"web","message":"five"}\n{"host":"web","message":"six"}\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "winnow-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;

/** Writes a file under a name of its own and gives its path. */
async function write(suffix: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, `${++files}-${suffix}`);
  await writeFile(path, content);
  return path;
}

async function read(
  suffix: string,
  content: Uint8Array | string,
  options: Omit<FilesConnectorOptions, "path"> = {},
): Promise<Opened> {
  return readFiles(folder, { ...options, path: await write(suffix, content) });
}

function entry(name: string, content: Uint8Array | string, rest: Partial<ZipFileSpec> = {}): ZipFileSpec {
  return { name, content: Buffer.from(content), ...rest };
}

function messages({ events }: Opened): (string | undefined)[] {
  return events.map(({ message }) => message);
}

async function failure(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!isWinnowError(error)) throw new Error("no coded error", { cause: error });
  return error.format();
}

describe("the files connector", () => {
  it.each([
    ["evtx", "security.txt", EVTX, { Channel: "Security", EventID: "1102" }],
    ["an audit log", "audit.csv", AUDITD, { type: "CWD", cwd: "/" }],
    ["syslog", "log", SYSLOG, { host: "web", program: "sshd", message: "one" }],
    ["a journal", "j.json", JOURNAL, { message: "x" }],
    ["CSV", "a.log", CSV, { host: "web", message: "three" }],
    ["NDJSON", "b.log", NDJSON, { host: "web", message: "five" }],
  ])("tells by its content what a file holds: %s", async (_, name, content, event) => {
    expect((await read(name, content)).events[0]).toMatchObject(event);
    expect((await read(`${name}.gz`, gzipSync(content))).events[0]).toMatchObject(event);
    expect(
      (await read(`${name}.zip`, zipOf(entry(name === "b.log" ? name : "x.csv", content)))).events[0],
    ).toMatchObject(event);
  });

  it("reads logs packed with zstd and written in UTF-16 too", async () => {
    expect(messages(await read("log.zst", zstdOf(Buffer.from(SYSLOG))))).toEqual(["one", "two"]);
    expect(messages(await read("log", Buffer.from(`\ufeff${SYSLOG}`, "utf16le")))).toEqual(["one", "two"]);
    expect(messages(await read("table.csv", Buffer.from("\ufeffmessage\nhello\n", "utf16le")))).toEqual(["hello"]);
  });

  it("reads tables, logs and archives as one source, rows counting on in the order of the inputs", async () => {
    const log = await write("auth.log", SYSLOG);
    const table = await write("table.csv", CSV);
    const zip = await write("all.zip", zipOf(entry("deep/a.json", NDJSON), entry("messages", SYSLOG)));
    const path = [log, table, zip];
    const { events, rejects, ledger, inputs, columns } = await readFiles(folder, { path });
    expect(events.map(({ message }) => message)).toEqual(["one", "two", "three", "four", "five", "six", "one", "two"]);
    expect(columns).toContain("program");
    expect(ledger).toMatchObject({ read: 11, rejected: 3, filtered: 0, clustered: 8 });
    expect(rejects.map(({ file, line, reason }) => [file, line, reason])).toEqual([
      [log, 2, "the line begins with no time that syslog writes"],
      [table, 3, "too few columns"],
      [`${zip}!messages`, 2, "the line begins with no time that syslog writes"],
    ]);
    const identities = path.map(async (one) => {
      const sha256 = createHash("sha256")
        .update(await readFile(one))
        .digest("hex");
      return { path: one, bytes: (await stat(one)).size, sha256 };
    });
    expect(inputs).toEqual(await Promise.all(identities));
    await withFiles(folder, { path }, async (engine) => {
      const rows: number[] = [];
      await using reduction = await engine.reduce({ time: null, where: null, keys: [] });
      for await (const batch of reduction.drill!.memberships!()) rows.push(...batch.rows);
      expect(rows).toEqual([0, 1, 3, 5, 6, 7, 8, 9]);
      for await (const batch of reduction.drill!.events({ rows: [9, 5, 1] })) {
        expect(rowsOf(batch).map(({ message }) => message)).toEqual(["two", "four", "two"]);
      }
    });
  });

  it("warns of inputs that do not have the column by which the others tell the time", async () => {
    const csv = await write("time.csv", "when\n2024-02-29T12:34:56Z\n");
    const log = await write("time.log", SYSLOG);
    await withFiles(folder, { path: [csv, log] }, async (engine, warnings) => {
      const ledger = await ledgerOf(engine, { where: null, time: { column: "when", format: "auto" } });
      expect(ledger).toMatchObject({ read: 4, rejected: 3, clustered: 1 });
      expect(ledger.reasons).toMatchObject({ "time is missing": 2 });
      expect(warnings).toContain(
        `${log}: there is no column "when", which tells the time of the other inputs, so no event there has one and all are ` +
          "rejected. Logs of different schemas need a run each.",
      );
    });
  });

  it("samples every kind of input", async () => {
    const path = [await write("long.csv", `a\n${"x\n".repeat(50)}`), await write("short.log", SYSLOG)];
    await withFiles(folder, { path }, async (engine) => {
      const sample = rowsOf(await engine.sample(10));
      expect(sample.map(({ a, message }) => a ?? message)).toEqual([...Array(5).fill("x"), "one", "two"]);
    });
  });

  it("takes the year of lines without one from when the file was last written, or as it is told", async () => {
    const log = await write("year.log", SYSLOG);
    await utimes(log, new Date("2016-05-01"), new Date("2016-05-01"));
    const { events, warnings } = await readFiles(folder, { path: log });
    expect(events[0]!["time"]).toBe("2016-03-01T00:10:08");
    expect(warnings).toEqual([
      `${log}: The log's lines bear no year and no zone. The first was taken to be of 2016, from when the file was last ` +
        "written; the times were taken as UTC.",
    ]);
    expect((await readFiles(folder, { path: log, year: 2011 })).events[0]!["time"]).toBe("2011-03-01T00:10:08");
  });

  it("reads a file in the format that it is told", async () => {
    expect((await read("a.log", SYSLOG, { format: "csv", delimiter: "#" })).columns).toEqual([
      SYSLOG.split("\n", 1)[0],
    ]);
    const { rejects } = await read("b.csv", CSV, { format: "syslog" });
    expect(new Set(rejects.map(({ reason }) => reason))).toEqual(
      new Set(["the line begins with no time that syslog writes"]),
    );
    expect(messages(await read("c.zip", zipOf(entry("notes.txt", CSV)), { format: "csv" }))).toEqual(["three", "four"]);
    expect(messages(await read("d.zip", zipOf(entry("a.csv", CSV)), { format: "zip" }))).toEqual(["three", "four"]);
  });

  it("names the file that is not what it is said to be", async () => {
    const path = await write("a.csv", CSV);
    expect(await failure(readFiles(folder, { path, format: "evtx" }))).toBe(
      `${path} WN1550 this is no Windows event log: its first bytes are not those of an EVTX file\n` +
        "  Copy the file again, or export the log with: wevtutil epl Security security.evtx",
    );
    expect(await failure(readFiles(folder, { path, format: "zip" }))).toBe(
      `WN1552 ${path} cannot be unpacked: End of central directory record signature not found. Either not a zip file, or ` +
        "file is truncated.\n  The file is damaged or was not copied to its end. Copy or export it again.",
    );
  });
});

describe("a zip archive", () => {
  it("is read but for what holds no events; what might is rejected, so that the ledger tells of it", async () => {
    const path = await write(
      "mixed.zip",
      zipOf(
        entry("logs/", ""),
        entry("__MACOSX/logs/._a.csv", "\0\0"),
        entry("logs/a.csv", CSV),
        entry("readme.txt", "Read me.\n"),
        entry("logo.png", "\x89PNG"),
        entry("secret.csv", CSV, { encrypted: true }),
        entry("nothing.csv", ""),
        entry("more.zip", zipOf(entry("b.csv", CSV))),
      ),
    );
    const { events, rejects, ledger, warnings } = await readFiles(folder, { path });
    expect(events).toHaveLength(2);
    expect(ledger).toMatchObject({ read: 5, rejected: 3, clustered: 2 });
    expect(rejects.map(({ file, line, reason }) => [file, line, reason])).toEqual([
      [`${path}!logs/a.csv`, 3, "too few columns"],
      [`${path}!secret.csv`, 1, "the file in the archive is encrypted"],
      [`${path}!more.zip`, 1, "the file in the archive is another archive"],
    ]);
    expect(warnings.toSorted()).toEqual(
      [
        `${path}: left out, as it is a hidden file: __MACOSX/logs/._a.csv`,
        `${path}: left out, as it is of no known kind: readme.txt, logo.png`,
        `${path}: left out, as it is encrypted: secret.csv`,
        `${path}: left out, as it is empty: nothing.csv`,
        `${path}: left out, as it is another archive: more.zip`,
      ].toSorted(),
    );
  });

  it("without anything to read is refused", async () => {
    const names = Array.from({ length: 7 }, (_, i) => entry(`${i}.txt`, "x"));
    const path = await write("text.zip", zipOf(...names));
    expect(await failure(readFiles(folder, { path }))).toBe(
      `WN1505 ${path} holds no file that events can be read from\n` +
        "  Left out: of no known kind: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more. If they are tables, say which format.",
    );
    const empty = await write("empty.zip", zipOf());
    expect(await failure(readFiles(folder, { path: empty }))).toBe(
      `WN1505 ${empty} holds no file that events can be read from\n  It is empty.`,
    );
  });

  it("writes its files nowhere but into the engine's own folder, whatever they are called", async () => {
    const before = await readdir(folder);
    const path = await write("names.zip", zipOf(entry("../../escape.csv", CSV), entry("/etc/x.csv", CSV)));
    await withFiles(folder, { path }, async (engine) => {
      expect((await engine.sample(9)).rows).toBeGreaterThan(0);
      expect((await readdir(folder)).filter((name) => !before.includes(name))).toEqual([path.slice(folder.length + 1)]);
    });
  });

  it("gives what it can of a damaged file, with a gap, and the next files", async () => {
    const wrong = entry("a.csv", CSV, { crc: 7 });
    const path = await write(
      "wrong.zip",
      zipOf(wrong, entry("b.csv", CSV), entry("c.csv", "0".repeat(9999), { size: 5 })),
    );
    const { events, gaps } = await readFiles(folder, { path });
    expect(events.length).toBe(4);
    expect(gaps.map(({ source, reason }) => [source, reason])).toEqual([
      [`${path}!a.csv`, "its checksum is wrong"],
      [`${path}!c.csv`, expect.stringContaining("cannot be unpacked")],
    ]);
  });

  it("that unpacks to more than is allowed, or is damaged, is refused with its name", async () => {
    const path = await write("bomb.zip", zipOf(entry("a.csv", `a\n${"x\n".repeat(100_000)}`)));
    expect(await failure(readFiles(folder, { path, maxExpandedBytes: 100_000 }))).toBe(
      `WN1416 ${path} unpacks to too much: the limit is 100,000 bytes\n  If you trust the file, raise maxExpandedBytes or unpack it first.`,
    );
    const broken = await write("broken.zip", zipOf(entry("bad.parquet", "PAR1 and no more")));
    expect(await failure(readFiles(folder, { path: broken }))).toContain(
      `WN1412 ${broken}!bad.parquet is not parquet: `,
    );
  });
});

describe("any bytes at all", () => {
  const EXTENSIONS = "csv tsv ndjson json parquet evtx log txt zip gz csv.gz zst pq".split(" ");
  const MAGIC = [
    "",
    "ElfFile\0",
    "PK\x03\x04",
    "PK\x05\x06",
    "\x1f\x8b\x08",
    "\x28\xb5\x2f\xfd",
    "PAR1",
    "\xff\xfe",
    "{",
    "[",
  ];
  const bytes = fc
    .tuple(
      fc.constantFrom(...MAGIC),
      fc.oneof(
        fc.uint8Array({ maxLength: 600 }),
        fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
      ),
    )
    .map(([magic, rest]) => Buffer.concat([Buffer.from(magic, "latin1"), rest]));

  it("are read, or refused with a coded error, whatever the file is called", async () => {
    let outcomes = 0;
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(...EXTENSIONS), async (content, extension) => {
        const path = await write(`fuzz.${extension}`, content);
        const opened = await readFiles(folder, { path }).catch((error: unknown) => {
          if (!isWinnowError(error) || error.code === "WN1402") throw error;
          return undefined;
        });
        if (opened !== undefined) expect(opened.ledger.read).toBe(opened.ledger.rejected + opened.events.length);
        outcomes++;
        await rm(path);
      }),
      { numRuns: 120 },
    );
    expect(outcomes).toBeGreaterThanOrEqual(120);
  });
});

/** A zstd frame of one block that is stored as it is. */
function zstdOf(content: Buffer): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length, 0, 0, 0]);
  head.writeUIntLE((content.length << 3) | 1, 6, 3);
  return Buffer.concat([head, content]);
}
