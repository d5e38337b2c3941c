import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "@winnow/cli";
import { parse, stringify } from "yaml";
import { within, type Sandbox } from "./sandbox.ts";

/** What a fragment is put on top of, one after the other, until it fits. */
const BASES = ["windows-processes", "linux-processes", "windows-logons", "linux-logons"];

/** The least that a profile needs, for fragments whose fields and features are their own. */
const BARE = {
  source: "source: { use: files, with: { path: events.csv } }",
  features: "features: [{ define: { anything: { length: process.command_line } } }]",
  cluster: "cluster: { use: dbscan, with: { eps: 0.1 } }",
};

/** Checks a profile, or a part of one, as `winnow check` does. @returns what is wrong with it; "" when nothing is */
export async function checkProfile(text: string, name: string, sandbox: Sandbox): Promise<string> {
  const keys = new Set([...text.matchAll(/^([a-z]+):/gm)].map(([, key]) => key));
  const head = (keys.has("profile") ? "" : "profile: winnow/v1\n") + (keys.has("name") ? "" : "name: fragment\n");
  if (keys.has("profile") || keys.has("extends")) return check(head + text, name, sandbox);
  let complaint = "";
  for (const base of BASES) {
    complaint = await check(`${head}extends: ${base}\n${text}`, name, sandbox);
    if (complaint === "") return "";
  }
  const written: unknown = parse(text);
  const whole = stringify(withNumber(written as Readonly<Record<string, unknown>>));
  const bare = Object.entries(BARE).map(([key, line]) => (keys.has(key) ? "" : `${line}\n`));
  return (await check(head + bare.join("") + whole, name, sandbox)) === "" ? "" : complaint;
}

/** A part that shows a feature which is text: every profile has a number, too. */
function withNumber(part: Readonly<Record<string, unknown>>): object {
  const { features } = part;
  return Array.isArray(features) ? { ...part, features: [...(features as unknown[]), NUMBER] } : part;
}

const NUMBER = { define: { anything: { length: "process.command_line" } } };

async function check(text: string, name: string, sandbox: Sandbox): Promise<string> {
  const file = join(sandbox.cwd, name);
  writeFileSync(file, text);
  let complaint = "";
  const exitCode = await within(sandbox.cwd, { ...placeholders(text), ...sandbox.environment }, () =>
    main(["check", file], {
      stdout: { write: () => {} },
      stderr: { write: (part) => (complaint += part) },
      environment: {},
      signal: new AbortController().signal,
    }),
  );
  return exitCode === 0 ? "" : `${complaint}\n${text}`;
}

/** Whether a YAML text is a profile or a part of one, by its keys. */
export function isProfile(text: string): boolean {
  const keys = Object.keys(Object(parse(text)) as object);
  const named: unknown = (parse(text) as { profile?: unknown } | null)?.profile ?? "winnow/v1";
  return named === "winnow/v1" && keys.length > 0 && keys.every((key) => KEYS.has(key));
}

const KEYS = new Set(
  "profile name description extends plugins source fields where features scale cluster guard keep rank marks redact sinks".split(
    " ",
  ),
);

/** Something for every `${env:NAME}` of a profile: checks ask nobody. */
export function placeholders(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => String(name));
  return Object.fromEntries(names.map((name) => [name, valueFor(name)]));
}

function valueFor(name: string): string {
  if (/URL|ENDPOINT/.test(name)) return "https://logs.example.com";
  if (/WORKSPACE|TENANT|CLIENT_ID/.test(name)) return "00000000-0000-4000-8000-000000000000";
  return name === "SENTINEL_RULE_ID" ? `dcr-${"0".repeat(32)}` : "a-value-for-checks-alone";
}
