import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openFiles } from "../src/index.ts";
import { quietContext } from "./support/context.ts";
import { plan, readAll, reduced, rowsFrom, withFiles } from "./support/engine.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();
let count = 0;

async function csv(content: string | Uint8Array, name = `file-${count++}.csv`): Promise<string> {
  return directory.write(name, content);
}

async function told(
  content: string | Uint8Array,
): Promise<{ rows: (string | null)[][]; rejects: unknown[]; read: number }> {
  const { rows, rejects, ledger } = await readAll(await csv(content));
  expect(ledger.read).toBe(ledger.rejected + ledger.filtered + ledger.clustered);
  return {
    rows: rows.map((row) => Object.values(row)),
    rejects: rejects.map(({ line, reason, text }) => [line, reason, text]),
    read: ledger.read,
  };
}

describe("CSV files", () => {
  it("come out as they went in: text stays text", async () => {
    const { rows } = await told('a,b,c\n0x3e7,007,1e5\n x , y,z \nNULL,null,\\N\n"",,""""\n\u0001,"\n",\ufeffq\n');
    expect(rows).toEqual([
      ["0x3e7", "007", "1e5"],
      [" x ", " y", "z "],
      ["NULL", "null", "\\N"],
      ["", "", '"'],
      ["\u0001", "\n", "\ufeffq"],
    ]);
  });

  it.each([
    ["commas", "a,b\n1,2\n"],
    ["tabs", "a\tb\n1\t2\n"],
    ["semicolons", "a;b\n1;2\n"],
    ["bars", "a|b\n1|2\n"],
    ["quoted headers", '"a","b"\n"1","2"\n'],
    ["quoted headers and semicolons", '"a";"b"\n"1";"2"\n'],
    ["CRLF", "a,b\r\n1,2\r\n"],
    ["CR alone", "a,b\r1,2\r"],
    ["a byte order mark", "\ufeffa,b\n1,2\n"],
    ["no line end at the end", "a,b\n1,2"],
    ["blank lines", "a,b\n\n1,2\n\n"],
  ])("with %s are read", async (_, content) => {
    const { rows } = await readAll(await csv(content));
    expect(rows).toEqual([{ a: "1", b: "2" }]);
  });

  it("in UTF-16 are read, as PowerShell writes them", async () => {
    const path = await csv(Buffer.from("\ufeffa,b\r\n1,é😀\r\n", "utf16le"));
    expect((await readAll(path)).rows).toEqual([{ a: "1", b: "é😀" }]);
  });

  it("in UTF-16, or with broken quotes, give a sample before they are loaded", async () => {
    const utf16 = await csv(Buffer.from(`\ufeffa,b\r\n${"1,é\r\n".repeat(3)}`, "utf16le"));
    const broken = await csv('a,b\n"x"y,1\n1,2\r\n\n"3,4\n5,6\r7,8\n');
    await withFiles(utf16, async (engine) => {
      expect((await engine.sample!(2)).values).toEqual([
        ["1", "1"],
        ["é", "é"],
      ]);
    });
    await withFiles(broken, async (engine) => {
      expect((await engine.sample!(9)).values).toEqual([
        ["1", "5", "7"],
        ["2", "6", "8"],
      ]);
    });
  });

  it("keep a first column without a name", async () => {
    expect((await readAll(await csv(",b\n0,2\n"))).rows).toEqual([{ "": "0", b: "2" }]);
  });

  it("keep columns of one name apart, and say so", async () => {
    const path = await csv("a,a,A,a_2\n1,2,3,4\n");
    const { rows, warnings } = await readAll(path);
    expect(rows).toEqual([{ a: "1", a_3: "2", A: "3", a_2: "4" }]);
    expect(warnings).toEqual([`${path}: there is more than one column "a"; a later one is called "a_3"`]);
  });

  it("with a header alone have no events", async () => {
    expect(await told("a,b\n")).toEqual({ rows: [], rejects: [], read: 0 });
    expect(await told("a,b")).toEqual({ rows: [], rejects: [], read: 0 });
  });

  it("that are empty are refused", async () => {
    const path = await csv("");
    const error = await openFiles({ paths: [path] }, quietContext()).catch((reason) => reason);
    expect(error.format()).toBe(
      `WN1410 ${path} is empty\n  There is not even a header. Check how the file was exported.`,
    );
  });

  it("that do not exist are refused", async () => {
    const path = await directory.path("missing.csv");
    const error = await openFiles({ paths: [path] }, quietContext()).catch((reason) => reason);
    expect(error.format()).toBe(
      `WN1411 ${path} cannot be read: ENOENT: no such file or directory, stat '${path}'\n  Check the path and its permissions.`,
    );
  });

  it("may have names that look like patterns", async () => {
    await csv("a\nwrong\n", "ab1.csv");
    await csv("a\nwrong\n", "axb1.csv");
    expect((await readAll(await csv("a\nright\n", "ab[1].csv"))).rows).toEqual([{ a: "right" }]);
    expect((await readAll(await csv("a\nright\n", "a*b1.csv"))).rows).toEqual([{ a: "right" }]);
    expect((await readAll(await csv("a\nright\n", "it's.csv"))).rows).toEqual([{ a: "right" }]);
  });

  it("reject rows with too few or too many columns, by line, also after cells with line ends", async () => {
    expect(await told('a,b,c\n1,"x\ny",3\n4,5\n\n7,8,9\n1,2,3,4\n1,2,3,\n')).toEqual({
      rows: [
        ["1", "x\ny", "3"],
        ["7", "8", "9"],
        ["1", "2", "3"],
      ],
      rejects: [
        [4, "too few columns", "4,5"],
        [7, "too many columns", "1,2,3,4"],
      ],
      read: 5,
    });
  });

  it("lose one line to a quote that never closes, not the rest of the file", async () => {
    expect(await told('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,"q",12\n13,14,15\n')).toEqual({
      rows: [
        ["1", "2", "3"],
        ["7", "8", "9"],
        ["10", "q", "12"],
        ["13", "14", "15"],
      ],
      rejects: [[3, "a closing quote is followed by more text", '4,"5,6']],
      read: 5,
    });
    expect(await told('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n')).toEqual({
      rows: [
        ["1", "2", "3"],
        ["7", "8", "9"],
        ["10", "11", "12"],
      ],
      rejects: [[3, "a quote opens and never closes", '4,"5,6']],
      read: 4,
    });
    expect(await told('a,b\n1,2\n3,"4')).toEqual({
      rows: [["1", "2"]],
      rejects: [[3, "a quote opens and never closes", '3,"4']],
      read: 2,
    });
  });

  it("reject what is not UTF-8, and keep zero bytes", async () => {
    const bytes = Buffer.concat([Buffer.from("a,b\n1,2\n3,"), Buffer.from([0xff, 0xfe]), Buffer.from("\n5,x\0y\n")]);
    expect(await told(bytes)).toEqual({
      rows: [
        ["1", "2"],
        ["5", "x\0y"],
      ],
      rejects: [[3, "not valid UTF-8", "3,\ufffd\ufffd"]],
      read: 3,
    });
  });

  it("reject what is not UTF-8 in a column whose number is beyond those that are read", async () => {
    const head = Buffer.from("a,b,c,d,e,f\n1,2,3,4,5,6\n1,2,3,4,5,");
    const path = await csv(Buffer.concat([head, Buffer.from([0xff]), Buffer.from("\n1,2,3,4,5,6\n")]));
    await withFiles(path, async (engine) => {
      const { rejects, ledger } = await reduced(engine, plan({ first: "b", last: "f" }));
      expect(ledger).toMatchObject({ read: 3, rejected: 1, clustered: 2 });
      expect(rejects).toMatchObject([{ line: 3, reason: "not valid UTF-8" }]);
    });
  });

  it("may mix line ends", async () => {
    expect((await told("a,b\r\n1,2\n3,4\r\n")).rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  it("may hold a cell of five megabytes", async () => {
    const long = "x".repeat(5_000_000);
    expect((await told(`a,b\n1,${long}\n2,y\n`)).rows).toEqual([
      ["1", long],
      ["2", "y"],
    ]);
  });

  it("count rejected records among their rows, over several files", async () => {
    const paths = [
      await csv("a,t\n0,2024-01-01\nbad\n2,2024-01-01\n3,never\n"),
      await csv("t,a\n2024-01-01,5\n,6\nbad\n2024-01-01,8\n"),
    ];
    await withFiles(paths, async (engine) => {
      const { reduction, groups, memberships, ledger, rejects } = await reduced(
        engine,
        plan({ a: "a" }, { time: "t" }),
      );
      const rows = Object.fromEntries(groups.map(({ keys, exemplar }) => [keys[0], exemplar]));
      expect(rows).toEqual({ "0": 0, "2": 2, "5": 4, "8": 7 });
      expect([...memberships.keys()]).toEqual([0, 2, 4, 7]);
      expect(ledger).toEqual({
        read: 8,
        rejected: 4,
        filtered: 0,
        clustered: 4,
        reasons: { "too few columns": 2, "time cannot be read": 1, "time is missing": 1 },
        inputs: [
          { name: paths[0], read: 4, rejected: 2, reasons: { "too few columns": 1, "time cannot be read": 1 } },
          { name: paths[1], read: 4, rejected: 2, reasons: { "too few columns": 1, "time is missing": 1 } },
        ],
      });
      expect(rejects).toEqual([
        { file: paths[0], line: 3, reason: "too few columns", text: "bad" },
        { file: paths[0], line: 5, reason: "time cannot be read", text: "3,never" },
        { file: paths[1], line: 4, reason: "too few columns", text: "bad" },
        { file: paths[1], line: 3, reason: "time is missing", text: ",6" },
      ]);
      expect(await rowsFrom(reduction.exemplars([7, 0, 4, 7]))).toEqual([
        { a: "8", t: "2024-01-01" },
        { a: "0", t: "2024-01-01" },
        { a: "5", t: "2024-01-01" },
        { a: "8", t: "2024-01-01" },
      ]);
      await expect(rowsFrom(reduction.exemplars([1]))).rejects.toMatchObject({
        code: "WN1408",
        message: "there is no event at data row 1",
      });
      await expect(rowsFrom(reduction.exemplars([8]))).rejects.toMatchObject({ code: "WN1408" });
    });
  });

  it("may be packed by gzip, whatever their names say", async () => {
    const content = 'a,b\n1,"x\ny"\nbad\n3,4\n';
    for (const name of ["packed.csv.gz", "packed.csv"]) {
      const { rows, rejects } = await readAll(await csv(gzipSync(content), name));
      expect(rows).toEqual([
        { a: "1", b: "x\ny" },
        { a: "3", b: "4" },
      ]);
      expect(rejects).toMatchObject([{ line: 4, reason: "too few columns" }]);
    }
  });

  it("may begin with blank lines", async () => {
    expect((await told("\n\na,b\n1,2\n")).rows).toEqual([["1", "2"]]);
    expect((await told('\r\n\r\na,b\r\n1,"2\r\n3"\r\n')).rows).toEqual([["1", "2\r\n3"]]);
  });

  it("with spaces around quotes are read alike by both readers", async () => {
    const whole = 'a,b\n1, "x\ny" \n "2",3\n';
    const damaged = `${whole}4,"5"6\n`;
    expect((await told(whole)).rows).toEqual([
      ["1", "x\ny"],
      [' "2"', "3"],
    ]);
    expect(await told(damaged)).toMatchObject({
      rows: [
        ["1", "x\ny"],
        [' "2"', "3"],
      ],
      read: 3,
    });
  });

  it("that were cut off while packed give what came before, and a gap", async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `${i},${(i * 7919) % 104_729}`).join("\n");
    const packed = gzipSync(`a,b\n${lines}\n`);
    const path = await csv(packed.subarray(0, packed.length - 100_000), "cut.csv.gz");
    const { rows, ledger, gaps } = await readAll(path);
    expect(rows.length).toBeGreaterThan(200_000);
    expect(rows.at(-1)).toEqual({ a: `${rows.length - 1}`, b: `${((rows.length - 1) * 7919) % 104_729}` });
    expect(ledger).toMatchObject({ read: rows.length, rejected: 0, clustered: rows.length });
    const place = `line ${rows.length + 2} to the end`;
    expect(gaps).toEqual([{ source: path, place, reason: "unexpected end of file" }]);
  });

  it("that are damaged from the start while packed are refused", async () => {
    const path = await csv(gzipSync("a,b\n1,2\n").subarray(0, 12), "damaged.csv.gz");
    const error = await readAll(path).catch((reason) => reason);
    expect(error.code).toBe("WN1413");
  });

  it("that end inside a quoted cell give their lines, and a gap", async () => {
    const path = await csv('a,b\n1,2\n3,"x', "inside.csv");
    const { rows, rejects, gaps } = await readAll(path);
    expect(rows).toEqual([{ a: "1", b: "2" }]);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([[3, "a quote opens and never closes"]]);
    const place = "line 3 to the end";
    expect(gaps).toEqual([{ source: path, place, reason: "the file ends inside a quoted cell" }]);
  });
});
