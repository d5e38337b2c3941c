import { describe, expect, it } from "vitest";
import { terminalToSvg } from "../generated/terminal-svg.mjs";

const ESC = "\u001B";

describe("the picture of a terminal", () => {
  it("escapes what would be markup, in lines and title", () => {
    const svg = terminalToSvg(['<script>"&'], 'a "<title>"');
    expect(svg).toContain(">&lt;script&gt;&quot;&amp;</text>");
    expect(svg).toContain('aria-label="a &quot;&lt;title&gt;&quot;"');
    expect(svg).not.toContain("<script>");
  });

  it("keeps bold, dim and yellow, drops other sequences, and measures the text without them", () => {
    const dressed = terminalToSvg([`${ESC}[1mrank${ESC}[22m ${ESC}[33mnoise${ESC}[39m ${ESC}[31mred${ESC}[39m`], "t");
    expect(dressed).toContain('<tspan class="b">rank</tspan> <tspan class="y">noise</tspan> red</text>');
    expect(dressed).not.toContain(ESC);
    const width = /width="(\d+)"/;
    expect(width.exec(dressed)?.[1]).toBe(width.exec(terminalToSvg(["rank noise red"], "t"))?.[1]);
  });
});
