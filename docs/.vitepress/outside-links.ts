import type { MarkdownRenderer } from "vitepress";

/**
 * Links from a page to files of the repository that are not part of the site (sources, examples): they lead to
 * `DOCS_REPOSITORY`, the address of the repository's files, or, where that is not given, become plain text.
 */
export function leadOutOfDocs(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("lead-out-of-docs", (state) => {
    const page = String((state.env as { relativePath?: string }).relativePath ?? "");
    for (const { children } of state.tokens) {
      let dropped = 0;
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const outside = outsideOf(page, token.attrGet("href") ?? "");
          if (outside === undefined) continue;
          const repository = process.env["DOCS_REPOSITORY"];
          if (repository === undefined) {
            dropped++;
            token.tag = "span";
            token.attrs = null;
          } else token.attrSet("href", `${repository.replace(/\/$/, "")}/${outside}`);
        } else if (token.type === "link_close" && dropped > 0) {
          dropped--;
          token.tag = "span";
        }
      }
    }
  });
}

/** The path from the repository's root where a link leaves `docs/`. */
function outsideOf(page: string, href: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(href)) return undefined;
  const parts = ["docs", ...page.split("/").slice(0, -1)];
  for (const part of href.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts[0] === "docs" ? undefined : parts.join("/");
}
