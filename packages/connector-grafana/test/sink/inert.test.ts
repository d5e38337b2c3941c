import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertText, link } from "../../src/sink/inert.ts";

/** What HTML and Markdown show of numeric references. */
function shown(html: string): string {
  return html.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** Words, figures, hyphens within words, colons within times, and references to characters (here `&`). */
const HARMLESS = /^(?:[\p{L}\p{M}\p{N} ,.&]|(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])|(?<=\p{Nd}):(?=\p{Nd}))*$/u;

describe("log text in Grafana", () => {
  it.each([
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](https://example.com/x.png)",
    "https://example.com/?q=1 www.example.com a@example.com",
    "${__user.email} $__from [[var]] $user",
    "# head\t* item `code` | cell | ~~gone~~ <!-- x -->",
    "&lt;b&gt; &#60;",
  ])("is shown as it is and does nothing: %s", (text) => {
    const inert = inertText(text);
    expect(inert.replaceAll(/&#\d+;/g, "&")).toMatch(HARMLESS);
    expect(inert).not.toMatch(/www\./i);
    expect(shown(inert)).toBe(text.replaceAll(/\s+/g, " "));
  });

  it("stays readable where nothing in it could do anything", () => {
    expect(inertText("FILE-01.example.com, 2026-03-02 02:28:46 UTC")).toBe(
      "FILE-01.example.com, 2026-03-02 02:28:46 UTC",
    );
    expect(inertText("--- -a javascript:x 1:")).toBe("&#45;&#45;&#45; &#45;a javascript&#58;x 1&#58;");
  });

  it("holds nothing that is not seen: it is written out", () => {
    expect(shown(inertText("a\u202eb\u0000c\u{e0001}d\u200be\ud800"))).toBe(
      "a\\u{202e}b\\u{0}c\\u{e0001}d\\u{200b}e\ufffd",
    );
  });

  it("is cut where it is too long, between characters", () => {
    expect(inertText("\u{1f600}".repeat(5), 3)).toBe("&#128512;&#128512;&#128512;&#8230;");
    expect(inertText("abc", 3)).toBe("abc");
  });

  it("has no character that HTML, Markdown or variables know, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(inertText(text).replaceAll(/&#\d+;/g, "&")).toMatch(HARMLESS);
      }),
    );
  });

  it("cannot be in a link's address, which is the profile's", () => {
    expect(link('https://example.com/a?b=1&c="><script>', "re<port>")).toBe(
      '<a href="https://example.com/a?b=1&#38;c=%22%3E%3Cscript%3E" target="_blank" rel="noopener noreferrer">re&#60;port&#62;</a>',
    );
  });
});
