import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, runCommand } from "../../run-command.mjs";
import type { Block } from "./pages.ts";

/**
 * Checks the types of scripts, all in one go: a folder for each block, with what its page declares beside it.
 * @returns complaints of the compiler, by block
 */
export async function typeComplaints(blocks: readonly Block[], directory: string): Promise<ReadonlyMap<Block, string>> {
  const names = new Map(blocks.map((block) => [folderOf(block), block]));
  for (const [folder, block] of names) {
    const extension = block.language === "ts" ? "ts" : "mjs";
    const files = [...block.given].filter(([file]) => file !== "");
    files.push([`test/block.${extension}`, `${block.given.get("") ?? ""}${block.text}\nexport {};\n`]);
    for (const [file, text] of files) {
      const path = join(directory, folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ ...CONFIG, include: [...names.keys()] }));
  const { output } = await runCommand(["tsc", "-p", join(directory, "tsconfig.json"), "--pretty", "false"]);
  const complaints = new Map<Block, string>();
  for (const line of output.split("\n")) {
    const folder = [...names.keys()].find((name) => line.includes(`${name}/`) && line.includes("error"));
    const block = folder === undefined ? undefined : names.get(folder);
    if (block !== undefined) complaints.set(block, `${complaints.get(block) ?? ""}${line}\n`);
  }
  if (/error TS(5\d{3}|18003)/.test(output)) throw new Error(output);
  return complaints;
}

const CONFIG = {
  extends: join(root, "tsconfig.base.json"),
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    allowJs: true,
    checkJs: true,
    noUncheckedIndexedAccess: false,
    skipLibCheck: true,
    rootDir: "/",
    typeRoots: [join(root, "node_modules/@types")],
    customConditions: ["winnow:source"],
    types: ["node"],
  },
};

function folderOf({ page, line }: Block): string {
  return `${page.replaceAll(/[^a-z0-9]+/gi, "-")}-${line}`;
}

/** Runs a script in a directory from which the packages can be found. @returns what it prints */
export function runScript(text: string, directory: string, line: number): string {
  const file = join(directory, `block-${line}.mjs`);
  writeFileSync(file, text);
  return execFileSync(process.execPath, [file], { cwd: directory, encoding: "utf8", stdio: "pipe" });
}
