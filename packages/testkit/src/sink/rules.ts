import { isUtf8 } from "node:buffer";
import { inspect } from "node:util";
import { isWinnowError, type RunResult } from "@winnow/core";
import type { Rule } from "../check.ts";
import { frozen } from "../connector/frozen.ts";
import { pluginOptions } from "../options/validation.ts";
import { stopFault } from "../stopping.ts";
import { sampleResult, type SampleEvent } from "./sample-result.ts";
import { contextOf, filesBeside, filesIn, inDirectory, writing, type Subject } from "./subject.ts";

const EVENTS: readonly SampleEvent[] = [
  { Time: "2026-01-01T10:00:00Z", Program: "a.exe", CommandLine: "a.exe -x" },
  { Time: "2026-01-01T10:01:00Z", Program: "b.exe", CommandLine: null },
  { Time: "2026-01-01T10:02:00Z", Program: "c.exe", CommandLine: "c.exe" },
];

/** Texts that a careless writer executes, breaks on, or loses. */
const HOSTILE: readonly string[] = [
  "=cmd|' /C calc'!A0",
  "</script><script>alert(1)</script>",
  '",\r\n"second,line"',
  "a\u0000b\u001B[2J",
  "\u202Efdp.exe",
  "\u2028\u2029",
  "\uD800",
  "${env:HOME} {{7*7}} `id` $(id)",
  "'; drop table rows; --",
  "__proto__",
  "x".repeat(32_767),
];

const sound = (): RunResult => sampleResult(EVENTS);
const empty = (): RunResult => sampleResult([]);
const hostile = (): RunResult =>
  sampleResult(HOSTILE.map((text) => ({ Time: "2026-01-01T10:00:00Z", Program: text, CommandLine: text })));
/** From a source that never shows single events and has no time. */
const bare = (): RunResult => {
  const { assignments: _, ...result } = sound();
  return { ...result, rows: result.rows.map((row) => ({ ...row, firstTime: null, lastTime: null })) };
};

/** What is asked of what a sink writes. */
export const writingRules: readonly Rule<Subject>[] = [
  {
    id: "files-named",
    must: "A sink MUST name the files that it made, relative to the output directory, every one and no other.",
    faultOf: (subject) =>
      writing(subject, [sound()], async ({ directory, said }) => {
        const made = [...(await filesIn(directory)).keys()].sort();
        const outside = await filesBeside(directory);
        if (outside.length > 0) return `it made ${list(outside)} outside of the output directory`;
        const named = said.map((name) => name.replaceAll("\\", "/")).filter((name) => !isElsewhere(name));
        return same([...named].sort(), made) ? undefined : `it named ${list(named)} and made ${list(made)}`;
      }),
  },
  {
    id: "rows-complete",
    must: "Every row MUST be written, in reading order.",
    concerns: ({ settings }) => settings.ranksIn !== undefined,
    faultOf: (subject) =>
      writing(subject, [sound()], async ({ directory }) => {
        const ranks = await subject.settings.ranksIn!(directory);
        return same(ranks.map(String), ["1", "2", "3"])
          ? undefined
          : `of ranks 1, 2, 3 there are ${list(ranks.map(String))}`;
      }),
  },
  {
    id: "no-rows",
    must: "A result without rows MUST be written like any other, not be an error.",
    faultOf: (subject) => writing(subject, [empty()], async () => undefined),
  },
  {
    id: "bare-result",
    must: "A result without times and without single events, of a source that has neither, MUST be written.",
    faultOf: (subject) => writing(subject, [bare()], async () => undefined),
  },
  {
    id: "hostile-text",
    must: "Any text of an event MUST be written, and what is text MUST be well-formed UTF-8 without control characters that a terminal obeys.",
    faultOf: async (subject) => {
      // Of plain events, as hostile ones hold what else only binary files do.
      const texts = await writing(subject, [sound()], async ({ directory }) =>
        [...(await filesIn(directory))].flatMap(([name, bytes]) => (bytes.includes(0) ? [] : [name])),
      );
      return writing(subject, [hostile()], async ({ directory }) => {
        for (const [name, bytes] of await filesIn(directory)) {
          if (!texts.includes(name)) continue;
          if (bytes.includes("\u001B")) return `${name} holds a terminal's control sequence as it is`;
          if (!isUtf8(bytes)) return `${name} is not well-formed UTF-8`;
        }
        return undefined;
      });
    },
  },
  {
    id: "repeatable",
    must: "Written again, a result MUST take the place of the one before it, and be the same byte for byte.",
    concerns: ({ settings }) => settings.varies !== true,
    faultOf: (subject) =>
      writing(subject, [sound()], async ({ directory }) => {
        const once = await filesIn(directory);
        return writing(subject, [hostile(), sound()], async ({ directory: again }) =>
          differenceOf(once, await filesIn(again)),
        );
      }),
  },
  {
    id: "result-untouched",
    must: "The result and the options MUST NOT be changed.",
    faultOf: async (subject) => {
      const result = sound();
      frozen(result.rows);
      frozen(result.manifest);
      const before = inspect(result, { depth: 10 });
      return writing(subject, [result], async () =>
        inspect(result, { depth: 10 }) === before ? undefined : "the result is another than before",
      );
    },
  },
];

/** What is asked of a sink that cannot write, or is told to stop. */
export const failureRules: readonly Rule<Subject>[] = [
  {
    id: "abort-before",
    must: "A run whose signal was aborted beforehand MUST fail with WN1001 and leave no file.",
    faultOf: (subject) =>
      failing(subject, subject.settings.options, AbortSignal.abort(), (error, left) =>
        error === undefined ? "it wrote although the run was aborted" : (stopFault(error.thrown) ?? leftFault(left)),
      ),
  },
  {
    id: "fails-loudly",
    must: "A sink that cannot write MUST fail with an error of a code, and leave no half of a file.",
    concerns: ({ settings }) => settings.failing !== undefined,
    faultOf: async (subject) => {
      for (const options of subject.settings.failing!) {
        const fault = await failing(subject, options, new AbortController().signal, (error, left) => {
          if (error === undefined) return `it wrote with ${JSON.stringify(options)}`;
          return isWinnowError(error.thrown)
            ? leftFault(left)
            : `it failed with ${String(error.thrown)}, which has no code`;
        });
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  },
  {
    id: "secrets-kept",
    must: "No secret of the options MUST be in a file, a name or address that the sink returns, an error, its causes or a warning.",
    concerns: ({ settings }) => (settings.secrets ?? []).length > 0,
    faultOf: async (subject) => {
      for (const options of [subject.settings.options, ...(subject.settings.failing ?? [])]) {
        const told = await everythingTold(subject, options);
        const found = subject.settings.secrets!.some((secret) => formsOf(secret).some((form) => told.includes(form)));
        if (found) return "what it wrote or told holds a secret of the options";
      }
      return undefined;
    },
  },
];

/** What a sink threw and left, in a directory that held nothing. */
async function failing(
  { plugin }: Subject,
  options: unknown,
  signal: AbortSignal,
  judge: (error: { readonly thrown: unknown } | undefined, left: readonly string[]) => string | undefined,
): Promise<string | undefined> {
  return inDirectory(async (directory) => {
    const given = await pluginOptions(plugin, options);
    const write = async (): Promise<unknown> => plugin.write(sound(), given, contextOf(directory, [], signal));
    const error = await write().then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    return judge(error, [...(await filesIn(directory)).keys()]);
  });
}

async function everythingTold({ plugin }: Subject, options: unknown): Promise<string> {
  return inDirectory(async (directory) => {
    const warnings: string[] = [];
    const told: string[] = [];
    const given = await pluginOptions(plugin, options);
    const context = contextOf(directory, warnings, new AbortController().signal);
    const write = async (): Promise<unknown> => {
      const said: unknown = await plugin.write(sound(), given, context);
      return told.push(inspect(said, { maxArrayLength: null, maxStringLength: null }));
    };
    await write().catch((error: unknown) => {
      told.push(inspect(error, { depth: 10, showHidden: true, maxStringLength: null }));
      if (isWinnowError(error)) told.push(error.format());
    });
    for (const [name, bytes] of await filesIn(directory)) told.push(name, bytes.toString("utf8"));
    return [...told, ...warnings].join("\n");
  });
}

/** A secret as it is, and as an address or a header has it. */
function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
  ];
}

function leftFault(left: readonly string[]): string | undefined {
  return left.length === 0 ? undefined : `it left ${list(left)} behind`;
}

/** What a sink says of results that are no files of the run's own: an address, a table of a service. */
function isElsewhere(name: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(name);
}

function differenceOf(once: ReadonlyMap<string, Buffer>, again: ReadonlyMap<string, Buffer>): string | undefined {
  if (!same([...once.keys()].sort(), [...again.keys()].sort())) {
    return `it made ${list([...once.keys()])}, and then ${list([...again.keys()])}`;
  }
  const changed = [...once].find(([name, bytes]) => !bytes.equals(again.get(name)!));
  return changed && `${changed[0]} is not the same when it is written again`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}
