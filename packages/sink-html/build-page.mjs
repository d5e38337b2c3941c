// Builds the report's page: one HTML file with its script and style inside and a hole for the data.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "page");

/** Where the data of a report goes. @type {string} */
export const HOLE = "{{data}}";

/**
 * The page's template: everything but the data.
 * @returns {Promise<string>}
 */
export async function buildPage() {
  const { script, style } = await bundle();
  const template = await readFile(join(folder, "page.html"), "utf8");
  const parts = { script: inScript(script), style: inStyle(style) };
  const page = fill(template, { ...parts, policy: policyFor(parts) });
  if (page.split(HOLE).length !== 2) throw new Error("the page must have exactly one place for the data");
  if (/\{\{(policy|style|script)\}\}/.test(page) || !page.includes(parts.script))
    throw new Error("a place of the page was left empty");
  return page;
}

async function bundle() {
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    resolve: { conditions: ["winnow:source", "browser", "module", "import", "default"] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    // A page that is opened as a file may start no module from a blob, but a plain script.
    worker: { format: "iife", rolldownOptions: { output: { codeSplitting: false } } },
    build: {
      write: false,
      target: "es2023",
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: { input: join(folder, "main.tsx"), output: { format: "es", codeSplitting: false } },
    },
  });
  const outputs = /** @type {import("vite").Rolldown.RolldownOutput} */ (result).output;
  const scripts = outputs.flatMap((output) => (output.type === "chunk" ? [output.code] : []));
  const styles = outputs.flatMap((output) =>
    output.fileName.endsWith(".css") ? [String(/** @type {any} */ (output).source)] : [],
  );
  const others = outputs.filter((output) => output.type === "asset" && !output.fileName.endsWith(".css"));
  if (scripts.length !== 1 || others.length > 0) {
    throw new Error(`the page must be one script: ${outputs.map(({ fileName }) => fileName).join(", ")}`);
  }
  return { script: /** @type {string} */ (scripts[0]), style: styles.join("\n") };
}

/**
 * Fills the template's places; texts are taken as they are, whatever `$` they hold.
 * @param {string} template
 * @param {Readonly<Record<string, string>>} values
 */
function fill(template, values) {
  return template.replace(/\{\{(\w+)\}\}/g, (place, name) => (name === "data" ? place : (values[name] ?? place)));
}

/**
 * A script as it may stand in HTML: what would end or hide it is written otherwise, which means the same in texts,
 * templates and patterns.
 * @param {string} code
 */
function inScript(code) {
  // What a parser of HTML changes would no longer have the hash that the policy names.
  if (/[\r\0]/.test(code)) throw new Error("the script holds a carriage return or a NUL");
  return `\n${code.replace(/<(?=\/script|!--)/gi, "\\x3C").replaceAll(HOLE, "{\\x7bdata}}")}\n`;
}

/** @param {string} css */
function inStyle(css) {
  if (/<\/style/i.test(css)) throw new Error("the style would end itself");
  return `\n${css}\n`;
}

/**
 * Nothing may run or load but what is in the page already; the worker comes from a blob of the page's own text.
 * @param {{ script: string, style: string }} parts
 */
function policyFor({ script, style }) {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "worker-src blob:",
    "img-src data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** @param {string} text */
function hashOf(text) {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = join(here, "dist", "page");
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "report.html"), await buildPage());
}
