import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import GithubSlugger from "github-slugger";
import MarkdownIt from "markdown-it";
import { root } from "../../run-command.mjs";

/** A fenced block of a page. */
export interface Block {
  /** Path of the page from the repository's root. */
  readonly page: string;
  /** Line of the page on which the block begins, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: `no-run`, `check-only`, `file=NAME`, `reason="…"`. */
  readonly marks: ReadonlySet<string>;
  readonly file: string | undefined;
  readonly reason: string | undefined;
  readonly text: string;
  /** What comments of the form `<!-- given … -->` before the block declare: file → text; `""` is put before the block. */
  readonly given: ReadonlyMap<string, string>;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  readonly anchors: ReadonlySet<string>;
  /** Code within lines. */
  readonly code: readonly Link[];
}

const markdown = new MarkdownIt({ html: true });

/** Every page that people read: those at the root, of docs, examples and packages. */
export function allPages(): readonly string[] {
  const top = readdirSync(root).filter((name) => name.endsWith(".md"));
  const below = ["docs", "examples", "packages", "bench"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => join(folder, path).split(sep).join("/"))
      .filter((path) => path.endsWith(".md") && !/(^|\/)(node_modules|dist|cache|recipes|templates)\//.test(path)),
  );
  return [...top, ...below].sort();
}

export function readPage(path: string): Page {
  const tokens = markdown.parse(readFileSync(join(root, path), "utf8"), {});
  const slugger = new GithubSlugger();
  const blocks: Block[] = [];
  const links: Link[] = [];
  const code: Link[] = [];
  const anchors = new Set<string>();
  let given = new Map<string, string>();
  for (const [i, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === "html_block") readGiven(token.content, given);
    if (token.type === "fence" || token.type === "code_block") {
      blocks.push({ page: path, line, text: token.content, given, ...readInfo(token.info) });
      given = new Map();
    }
    if (token.type === "heading_open") anchors.add(slugger.slug(plainText(tokens[i + 1]?.children ?? [])));
    for (const child of token.children ?? []) {
      const target = child.attrGet("href") ?? child.attrGet("src");
      if (target !== null) links.push({ line, target: String(target) });
      if (child.type === "code_inline") code.push({ line, target: child.content });
    }
  }
  return { path, blocks, links, anchors, code };
}

function readInfo(info: string): Pick<Block, "language" | "marks" | "file" | "reason"> {
  const [language = "", ...rest] = info.trim().split(/\s+/);
  const reason = /reason="([^"]*)"/.exec(info)?.[1];
  const file = /file=(\S+)/.exec(info)?.[1];
  return { language, marks: new Set(rest.filter((word) => /^[a-z-]+$/.test(word))), file, reason };
}

/** `<!-- given FILE` or `<!-- given`, then text until `-->`. */
function readGiven(html: string, into: Map<string, string>): void {
  const [, file = "", text = ""] = /^<!-- given ?(\S*)\n([\s\S]*?)-->/.exec(html) ?? [];
  if (text !== "") into.set(file, text);
}

function plainText(children: readonly { readonly type: string; readonly content: string }[]): string {
  return children
    .filter(({ type }) => type === "text" || type === "code_inline")
    .map(({ content }) => content)
    .join("");
}

/** Where a link of a page leads: a path from the root and an anchor; `undefined` where it leaves the repository. */
export function resolveLink(page: string, target: string): { path: string; anchor: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [file = "", anchor = ""] = decodeURI(target).split("#");
  if (file === "") return { path: page, anchor };
  return {
    path: relative(root, join(root, page, "..", file))
      .split(sep)
      .join("/"),
    anchor,
  };
}
