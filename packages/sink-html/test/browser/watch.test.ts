import { describe, expect, it } from "vitest";
import { smallReport } from "../support/small-report.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

/** What a hostile text would do if it could, and what the watch over pages says of it. */
const DEEDS: readonly (readonly [what: string, code: string, fault: RegExp])[] = [
  ["writes to the console", `console.log("x")`, /^console log: x$/],
  ["throws", `setTimeout(() => { throw new Error("thrown") })`, /^error: Error: thrown/],
  ["asks a server", `fetch("https://example.com/").catch(() => {})`, /policy: connect-src https:\/\/example\.com\//],
  [
    "loads a picture",
    `new Image().src = "https://example.com/x.png"`,
    /policy: img-src https:\/\/example\.com\/x\.png/,
  ],
  ["compiles code", `setTimeout(() => new Function("1")())`, /policy: script-src eval/],
  [
    "adds a script",
    `document.body.append(Object.assign(document.createElement("script"), { textContent: "window.__hit=1" }))`,
    /policy: script-src-elem inline/,
  ],
  [
    "has an attribute that runs",
    `document.body.innerHTML += "<img src=data:, onerror=window.__hit=1>"`,
    /policy: script-src-attr inline/,
  ],
  ["adds a style", `document.body.innerHTML += "<p style='color:red'>"`, /policy: style-src-attr inline/],
  ["opens a window", `open("about:blank")`, /^window: about:blank$/],
  ["asks the reader", `alert("x")`, /^dialog: x$/],
  ["leaves", `location.href = "data:text/html,x"`, /^(?:navigation|console error):? ?.*data:/],
];

describe.skipIf(noBrowser !== null)("the watch over opened pages", () => {
  const open = useBrowser();

  it.each(DEEDS)("notices a page that %s, and the policy stops what it can", async (_, code, fault) => {
    const page = await open(smallReport);
    expect(open.takeFaults()).toEqual([]);
    await page.evaluate(code).catch(() => undefined);
    await page.waitForTimeout(150);
    const faults = open.takeFaults();
    expect(faults.filter((text) => fault.test(text))).not.toEqual([]);
    expect(await page.evaluate("window.__hit").catch(() => undefined)).toBeUndefined();
    open.takeFaults();
  });
});
