import { describe, expect, it } from "vitest";
import { COLUMNS, eventsCsv } from "../pipeline/events.mjs";

function rows(events: number, seed?: number): string[] {
  return [...eventsCsv(events, seed)].join("").trimEnd().split("\n");
}

describe("the benchmark's events", () => {
  it("are the same for the same seed and others for another", () => {
    expect(rows(500)).toEqual(rows(500));
    expect(rows(500, 2)).not.toEqual(rows(500));
  });

  it("are as many as asked for, about 275 bytes each, a third of the command lines unique", () => {
    const [header, ...events] = rows(30_000);
    expect(header).toBe(COLUMNS.join(","));
    expect(events).toHaveLength(30_000);
    const bytes = events.join("\n").length / events.length;
    expect(bytes).toBeGreaterThan(250);
    expect(bytes).toBeLessThan(300);
    const commandLines = new Map<string, number>();
    for (const event of events) {
      const commandLine = /,("(?:[^"]|"")*"),/.exec(event)![1]!;
      commandLines.set(commandLine, (commandLines.get(commandLine) ?? 0) + 1);
    }
    const unique = [...commandLines.values()].filter((times) => times === 1).length / events.length;
    expect(unique).toBeGreaterThan(0.3);
    expect(unique).toBeLessThan(0.37);
  });
});
