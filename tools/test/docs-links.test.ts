import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../run-command.mjs";
import { allPages, readPage, resolveLink, type Page } from "./docs/pages.ts";

const pages = new Map<string, Page>(allPages().map((path) => [path, readPage(path)]));

/** What is wrong with a link; "" when nothing is. */
function complaint(page: string, target: string): string {
  const to = resolveLink(page, target);
  if (to === undefined) return "";
  const file = join(root, to.path);
  if (to.path.startsWith("..") || !existsSync(file)) return `${target}: no such file`;
  if (to.anchor === "") return "";
  const readme = statSync(file).isDirectory() ? `${to.path}/README.md` : to.path;
  return pages.get(readme)?.anchors.has(to.anchor) === true ? "" : `${target}: no such heading`;
}

describe("links", () => {
  it.each([...pages])("of %s lead somewhere", (path, { links }) => {
    const wrong = links.map(({ line, target }) => ({ line, what: complaint(path, target) }));
    expect(wrong.filter(({ what }) => what !== "")).toEqual([]);
  });

  it("are found wrong where they are", () => {
    expect(complaint("README.md", "docs/nothing.md")).toBe("docs/nothing.md: no such file");
    expect(complaint("README.md", "#nothing")).toBe("#nothing: no such heading");
    expect(complaint("README.md", "../elsewhere.md")).toBe("../elsewhere.md: no such file");
    expect(complaint("docs/profiles.md", "errors.md#core")).toBe("");
    expect(complaint("README.md", "https://example.com/")).toBe("");
  });
});

describe("the site's list of pages", () => {
  const config = readFileSync(join(root, "docs/.vitepress/config.ts"), "utf8");
  const listed = new Set([...config.matchAll(/link: "\/([^"]*)"/g)].map(([, path]) => `docs/${path}.md`));

  it("names pages that exist", () => {
    expect([...listed].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("leaves no page out", () => {
    const expected = [...pages.keys()].filter(
      (path) => path.startsWith("docs/") && !/^docs\/(adr\/\d|index\.md|reference\/api\/)/.test(path),
    );
    expect(expected.filter((path) => !listed.has(path))).toEqual([]);
  });
});

describe("commands named in the text", () => {
  const reference = readFileSync(join(root, "docs/commands.md"), "utf8");
  const commands = new Set([...reference.matchAll(/^## winnow (.*)$/gm)].map(([, name]) => name));
  const options = new Set([...reference.matchAll(/(?<![\w-])--[a-z-]+/g)].map(([name]) => name));

  it.each([...pages])("of %s exist", (_path, { code }) => {
    const unknown = code
      .filter(({ target }) => /^winnow [a-z]/.test(target))
      .filter(({ target }) => {
        const name = target.split(" ")[1]!;
        const named = [...target.matchAll(/(?<![\w-])--[a-z-]+/g)].map(([option]) => option);
        return !(commands.has(name) || name === "help") || named.some((option) => !options.has(option));
      });
    expect(unknown).toEqual([]);
  });
});
