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

describe.skipIf(noBrowser !== null)("the page in browsers that lack something", () => {
  const open = useBrowser();

  it("says which browser it needs where its data cannot be unpacked", async () => {
    const page = await open(smallReport);
    await page.addInitScript("delete globalThis.DecompressionStream");
    await page.reload();
    const said = await page.innerText(".failure");
    expect(said).toContain("lacks DecompressionStream");
    expect(said).toContain("Chrome or Edge 110, Firefox 115, Safari 16.4");
    expect(said).not.toContain("cut short");
  });

  it("says so in the end where its script does not even start", async () => {
    const page = await open(smallReport);
    const context = await page.context().browser()!.newContext({ javaScriptEnabled: false });
    const without = await context.newPage();
    await without.goto(page.url());
    expect(await without.innerText(".loading-late")).toContain("Chrome or Edge 110, Firefox 115, Safari 16.4");
    expect(await without.$eval(".loading-late", (element) => getComputedStyle(element).opacity)).toBe("0");
    await context.close();
  });

  it("forgets its marks, and nothing else, where nothing may be kept", async () => {
    const page = await open(smallReport);
    await page.addInitScript(
      `Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError") } })`,
    );
    await page.reload();
    await page.waitForSelector(".overview");
    await page.keyboard.press("t");
    expect(await page.getAttribute("html", "data-theme")).toBe("dark");
  });
});
