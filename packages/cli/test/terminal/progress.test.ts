import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { reportProgress, type ProgressReporter } from "../../src/terminal/progress.ts";
import { Written } from "../io.ts";

function reporter(
  stream: Written,
  options: { quiet?: boolean; width?: number } = {},
): { progress: ProgressReporter; at: (milliseconds: number) => void } {
  let time = 0;
  const progress = reportProgress(stream, {
    quiet: options.quiet === true,
    width: options.width ?? 80,
    now: () => time,
  });
  return { progress, at: (milliseconds) => void (time = milliseconds) };
}

const read = (done: number): { stage: string; done: number; unit: string } => ({ stage: "read", done, unit: "events" });

describe("progress that is not on a terminal", () => {
  it("is a line when a stage is through, with rows and seconds", () => {
    const stream = new Written();
    const { progress, at } = reporter(stream);
    progress.update(read(0));
    at(2000);
    progress.update(read(3_000_000));
    progress.update({ stage: "cluster", done: 0, unit: "" });
    at(2001);
    progress.update({ stage: "write", done: 0, unit: "" });
    at(2500);
    progress.end();
    expect(stream.text).toBe("reading: 3,000,000 events, 1.5 M/s, 2.0 s\nwriting: 0.5 s\n");
  });

  it("is a line every five seconds of a long stage", () => {
    const stream = new Written();
    const { progress, at } = reporter(stream);
    for (let second = 0; second <= 11; second++) {
      at(second * 1000);
      progress.update(read(second * 1000));
    }
    expect(stream.text).toBe("reading: 5,000 events, 1,000/s, 5.0 s\nreading: 10,000 events, 1,000/s, 10.0 s\n");
  });

  it("says one of what is one", () => {
    const stream = new Written();
    const { progress } = reporter(stream);
    progress.update({ stage: "reduce", done: 1, unit: "groups" });
    progress.update({ stage: "cluster", done: 1, total: 2, unit: "partitions" });
    progress.end();
    expect(stream.text).toBe("reducing: 1 group, 0.0 s\nclustering: 1 of 2 partitions, 0.0 s\n");
  });

  it("shows shares of a whole as such, without a rate", () => {
    const stream = new Written();
    const { progress, at } = reporter(stream);
    progress.update({ stage: "loading events", done: 10, total: 100, unit: "%" });
    at(6000);
    progress.update({ stage: "loading events", done: 45, total: 100, unit: "%" });
    expect(stream.text).toBe("loading events: 45 %, 6.0 s\n");
  });

  it("is nothing when quiet, warnings apart", () => {
    const stream = new Written();
    const { progress, at } = reporter(stream, { quiet: true });
    progress.update(read(1));
    at(60_000);
    progress.update(read(2));
    progress.warn("look \u001B[2Jhere");
    progress.end();
    expect(stream.text).toBe("warning: look \\x1b[2Jhere\n");
  });
});

describe("progress on a terminal", () => {
  it("is one line that is drawn anew ten times a second at most, and cleared at the end", () => {
    const stream = new Written({ columns: 80 });
    const { progress, at } = reporter(stream);
    for (let i = 0; i <= 100; i++) {
      at(i * 3);
      progress.update(read(i));
    }
    progress.end();
    expect(stream.text).toBe(
      ["reading: 0.0 s", "reading: 34 events, 0.1 s", "reading: 68 events, 0.2 s"]
        .map((line) => `\r\u001B[2K${line}`)
        .join("") + "\r\u001B[2K",
    );
  });

  it("shows that time passes while a stage says nothing", async () => {
    const stream = new Written({ columns: 80 });
    const { progress, at } = reporter(stream);
    progress.update(read(0));
    at(3000);
    await setTimeout(600);
    progress.end();
    expect(stream.text).toContain("\r\u001B[2Kreading: 3.0 s");
    const { length } = stream.text;
    await setTimeout(300);
    expect(stream.text).toHaveLength(length);
  });

  it("fits the terminal", () => {
    const stream = new Written({ columns: 20 });
    const { progress } = reporter(stream, { width: 20 });
    progress.update({ stage: "read", done: 123_456_789, total: 999_999_999, unit: "events" });
    expect(stream.text).toBe("\r\u001B[2Kreading: 123,456,7…");
  });

  it("clears the line before a warning", () => {
    const stream = new Written({ columns: 80 });
    const { progress } = reporter(stream);
    progress.update(read(0));
    progress.warn("eps is large");
    progress.end("1 event in 0.1 s");
    expect(stream.text).toBe("\r\u001B[2Kreading: 0.0 s\r\u001B[2Kwarning: eps is large\n1 event in 0.1 s\n");
  });
});
