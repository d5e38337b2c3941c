import { describe, expect, it } from "vitest";
import { readJournald } from "../../src/readers/journald/read-journald.ts";
import { readAll } from "../readers/reading.ts";

const START = '{"__REALTIME_TIMESTAMP":"1709210096789012"';
const MANY = 100_000;

const read = async (text: string) => {
  const { events, rejects, gaps } = await readAll(readJournald, text);
  return { events: events.length, rejects: rejects.map(({ line, reason }) => `${line}: ${reason}`), gaps };
};

describe("an entry of a journal", () => {
  it.each([
    ["members", `${START},${Array.from({ length: MANY }, (_, i) => `"${i}":1`).join(",")}}`],
    ["arrays in arrays", `${START},"M":${"[".repeat(MANY)}${"]".repeat(MANY)}}`],
    ["objects in a list", `${START},"M":[${"{},".repeat(MANY)}{}]}`],
    [
      "members after a record separator",
      `\x1e${START},${Array.from({ length: MANY }, (_, i) => `"${i}":1`).join(",")}}`,
    ],
  ])("with 100,000 %s is rejected before it is parsed, which takes 50 times its size", async (_, text) => {
    expect(await read(text)).toEqual({ events: 0, rejects: ["1: the entry has more than 10,000 fields"], gaps: [] });
  });

  it("with a message of 100,000 bytes, or of as many brackets in a text, is read", async () => {
    const bytes = `${START},"MESSAGE":[${"65,".repeat(MANY)}65]}`;
    const brackets = `${START},"MESSAGE":"${String.raw`[{:\"`.repeat(MANY)}"}`;
    expect(await read(`${bytes}\n${brackets}\n`)).toEqual({ events: 2, rejects: [], gaps: [] });
  });

  it("that the end of the file cuts off is rejected, and what followed is a gap", async () => {
    expect(await read(`${START}}\n${START},"MES`)).toEqual({
      events: 1,
      rejects: ["2: the line is no JSON object"],
      gaps: [{ place: "line 2", reason: "the file ends within an entry: it was cut short" }],
    });
  });
});
