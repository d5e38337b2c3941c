import { describe, expect, it } from "vitest";
import { chooseFieldMap, detectFieldMap } from "../../src/index.ts";
import type { FieldMap } from "@winnow/core";

const map = (name: string, event: string, requires: string[], fields: Record<string, string>): FieldMap => ({
  name,
  summary: name,
  event,
  requires,
  fields,
});

const process = map("process-map", "process", ["Image", "Line"], {
  "@timestamp": "T",
  exe: "Image",
  line: "Line",
  u: "U",
});
const logon = map("logon-map", "logon", ["Who"], { "@timestamp": "T", who: "Who" });
const rich = map("rich-map", "process", ["Image"], { exe: "Image", line: "Line", u: "U", v: "V", t: "T" });

describe("detectFieldMap", () => {
  it("takes the map whose required columns are there, and says why", () => {
    expect(detectFieldMap(["T", "Image", "Line"], [logon, process])).toEqual({
      map: process,
      reason: "all of Image, Line present; 3 of 4 fields bind",
      alternatives: [],
    });
    expect(detectFieldMap(["T", "Image"], [logon, process])).toBeUndefined();
    expect(detectFieldMap(["image", "LINE"], [process])?.map).toBe(process);
  });

  it("prefers the map that binds more, then the first by name, whatever the order of the maps", () => {
    const columns = ["T", "Image", "Line", "U", "V"];
    expect(detectFieldMap(columns, [process, rich])).toMatchObject({ map: rich, alternatives: [process] });
    expect(detectFieldMap(columns, [rich, process])).toMatchObject({ map: rich, alternatives: [process] });
    const twin = { ...process, name: "a-twin" };
    expect(detectFieldMap(["Image", "Line"], [process, twin])).toMatchObject({ map: twin, alternatives: [process] });
    expect(detectFieldMap(["Image", "Line"], [twin, process])).toMatchObject({ map: twin, alternatives: [process] });
  });

  it("looks only among maps for the events that are wanted", () => {
    const columns = ["T", "Image", "Line", "Who"];
    expect(detectFieldMap(columns, [process, logon], { event: "logon" })?.map).toBe(logon);
    expect(detectFieldMap(columns, [process, logon], { event: ["mail", "process"] })?.map).toBe(process);
    expect(detectFieldMap(columns, [process, logon], { event: "mail" })).toBeUndefined();
    expect(detectFieldMap(columns, [process, logon])).toMatchObject({ map: process, alternatives: [logon] });
  });

  it("says so when a map requires nothing", () => {
    expect(detectFieldMap([], [map("any", "process", [], { a: "A" })])?.reason).toBe(
      "no column is required; 0 of 1 fields bind",
    );
  });
});

describe("chooseFieldMap", () => {
  const asProcess = { ...process, name: "acme", schema: "acme" };
  const asLogon = { ...logon, name: "acme-logon", schema: "acme" };
  const maps = [logon, asLogon, asProcess];

  it("takes the map of that name", () => {
    expect(chooseFieldMap("logon-map", maps)).toBe(logon);
    expect(chooseFieldMap("acme", maps)).toBe(asProcess);
    expect(chooseFieldMap("acme-logon", maps, { event: "process" })).toBe(asLogon);
  });

  it("takes, for the name of a schema, its map for the events that are wanted", () => {
    expect(chooseFieldMap("acme", maps, { event: "logon" })).toBe(asLogon);
    expect(chooseFieldMap("acme", maps, { event: ["process"] })).toBe(asProcess);
    expect(chooseFieldMap("acme", maps, { event: "mail" })).toBe(asProcess);
  });

  it("takes any map of a schema that has none for the events that are wanted", () => {
    expect(chooseFieldMap("acme", [asLogon], { event: "process" })).toBe(asLogon);
  });

  it("gives nothing for a name that nothing has", () => {
    expect(chooseFieldMap("acm", maps)).toBeUndefined();
  });
});
