import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  defineError,
  defineSink,
  throwIfAborted,
  type OptionSchema,
  type RunResult,
  type SinkPlugin,
} from "@winnow/core";
import { describe, expect, it } from "vitest";
import { sinkRules } from "../../src/sink/checks.ts";
import { sinkChecks, type SinkSettings } from "../../src/index.ts";

interface Options {
  readonly path: string;
  readonly token: string;
}

const SECRET = "s3cr3t-t0ken";
const refused = defineError<{ path: string }>({
  code: "WN2199",
  summary: "for tests",
  message: ({ path }) => `cannot write ${path}`,
  hint: () => "",
});

const jsonSchema = (): Record<string, unknown> => ({
  type: "object",
  properties: { path: { type: "string" }, token: { type: "string" } },
  additionalProperties: false,
});

const schema: OptionSchema<Options> = {
  "~standard": {
    version: 1,
    vendor: "tests",
    validate: (value) => {
      const { path = "rows.json", token = SECRET, ...others } = value as Partial<Options>;
      return Object.keys(others).length > 0 ? { issues: [{ message: "unknown" }] } : { value: { path, token } };
    },
    jsonSchema: { input: jsonSchema, output: jsonSchema },
  },
};

const textOf = ({ rows, exemplars }: RunResult): string =>
  JSON.stringify(rows.map(({ rank }, i) => ({ rank, event: exemplars.values.map((column) => column[i]) })));

const soundWrite: SinkPlugin<Options>["write"] = async (result, { path }, { outputDirectory, signal }) => {
  throwIfAborted(signal);
  if (path === "refused") throw refused({ path });
  await writeFile(join(outputDirectory, path), textOf(result));
  return [path];
};

function sink(write = soundWrite, options = schema): SinkPlugin {
  return defineSink<Options>({ name: "sound", summary: "for tests", options, write }) as SinkPlugin;
}

const settings: SinkSettings = {
  options: { path: "rows.json" },
  failing: [{ path: "refused" }],
  secrets: [SECRET],
  ranksIn: async (directory) =>
    (JSON.parse(await readFile(join(directory, "rows.json"), "utf8")) as { rank: number }[]).map(({ rank }) => rank),
};

async function failuresOf(plugin: SinkPlugin, given: SinkSettings = settings): Promise<string[]> {
  const failures: string[] = [];
  for (const check of sinkChecks(plugin, given)) await check.run().catch(() => failures.push(check.id));
  return failures;
}

let writes = 0;
const withSchema = (part: Partial<OptionSchema<Options>["~standard"]>): SinkPlugin =>
  sink(soundWrite, { "~standard": { ...schema["~standard"], ...part } });

/** One broken sink per rule: it fails that check and no other. */
const BROKEN: Readonly<Record<string, () => SinkPlugin>> = {
  "options-strict": () =>
    withSchema({
      validate: (value) => ({ value: { path: (value as Options).path, token: SECRET } }),
    }),
  "options-defaults": () =>
    withSchema({
      validate: (value) => {
        const { path, token = "", ...others } = value as Options;
        return Object.keys(others).length > 0
          ? { issues: [{ message: "?" }] }
          : { value: { path, token: `${token}+` } };
      },
    }),
  "options-json-schema": () => withSchema({ jsonSchema: { input: () => ({ type: "object" }), output: jsonSchema } }),
  "files-named": () =>
    sink(async (...given) => {
      await soundWrite(...given);
      return ["other.json"];
    }),
  "rows-complete": () => sink((result, ...rest) => soundWrite({ ...result, rows: result.rows.slice(1) }, ...rest)),
  "no-rows": () =>
    sink(async (result, ...rest) => {
      if (result.rows.length === 0) throw refused({ path: "nothing" });
      return soundWrite(result, ...rest);
    }),
  "bare-result": () =>
    sink(async (result, ...rest) => {
      for await (const _ of result.assignments!());
      return soundWrite(result, ...rest);
    }),
  "hostile-text": () =>
    sink(async (result, options, context) => {
      const names = await soundWrite(result, options, context);
      const texts = result.exemplars.values[1]!.map((text) => text?.replaceAll("\0", "")).join("\n");
      await writeFile(
        join(context.outputDirectory, options.path),
        `${textOf(result)}\n${texts.includes("\u001B") ? texts : ""}`,
      );
      return names;
    }),
  repeatable: () =>
    sink(async (result, options, context) => {
      const names = await soundWrite(result, options, context);
      await writeFile(
        join(context.outputDirectory, options.path),
        `${textOf(result).slice(0, -1)}${" ".repeat(++writes)}]`,
      );
      return names;
    }),
  "result-untouched": () =>
    sink(async (result, ...rest) => {
      const names = await soundWrite(result, ...rest);
      (result as { counts: object }).counts = {};
      return names;
    }),
  "abort-before": () =>
    sink((result, options, context) =>
      soundWrite(result, options, { ...context, signal: new AbortController().signal }),
    ),
  "fails-loudly": () =>
    sink(async (result, options, context) => {
      if (options.path === "refused") await writeFile(join(context.outputDirectory, "rows.json.part"), "[");
      return soundWrite(result, options, context);
    }),
  "secrets-kept": () =>
    sink(async (result, options, context) => {
      if (options.path === "refused") throw refused({ path: `it with ${options.token}` });
      return soundWrite(result, options, context);
    }),
};

describe("the checks of a sink", () => {
  it("pass for a sound one", async () => {
    expect(await failuresOf(sink())).toEqual([]);
  });

  it("need no settings", async () => {
    expect(await failuresOf(sink(), {})).toEqual([]);
  });

  it.each(Object.entries(BROKEN))("find one that breaks %s, and blame nothing else", async (id, plugin) => {
    expect(await failuresOf(plugin())).toEqual([id]);
  });

  it("are each proven against a broken sink", () => {
    expect(Object.keys(BROKEN).sort()).toEqual(sinkRules.map(({ id }) => id).sort());
  });

  it.each([
    (secret: string) => `https://bob:${secret}@example.com/1`,
    (secret: string) => `https://example.com/?t=${encodeURIComponent(secret)}`,
  ])("find a secret in an address that is returned", async (address) => {
    const secret = "s3cr3t/t0ken+";
    const elsewhere = sink(async (_, __, { signal }) => {
      throwIfAborted(signal);
      return [address(secret)];
    });
    expect(await failuresOf(elsewhere, { secrets: [secret] })).toEqual(["secrets-kept"]);
  });

  it("take what goes elsewhere for what it is", async () => {
    const elsewhere = sink(async (_, __, { signal }) => {
      throwIfAborted(signal);
      return ["https://example.com/dashboards/1"];
    });
    expect(await failuresOf(elsewhere, {})).toEqual([]);
  });

  it("take text for text whatever it holds", async () => {
    const raw = sink(async (result, options, context) => {
      throwIfAborted(context.signal);
      const texts = result.exemplars.values[1]!.join("\n");
      await writeFile(join(context.outputDirectory, options.path), texts);
      return [options.path];
    });
    expect(await failuresOf(raw, { options: { path: "rows.txt" } })).toEqual(["hostile-text"]);
  });

  it("see what is written outside of the output directory", async () => {
    const roaming = sink(async (result, options, context) => {
      const names = await soundWrite(result, options, context);
      await writeFile(join(context.outputDirectory, "../rows.txt"), "");
      return names;
    });
    expect(await failuresOf(roaming)).toEqual(["files-named"]);
  });

  it("take an error that is thrown at once for one that is thrown in time", async () => {
    const hasty = sink((result, options, context) => {
      throwIfAborted(context.signal);
      if (options.path === "refused") throw refused({ path: options.path });
      return soundWrite(result, options, context);
    });
    expect(await failuresOf(hasty)).toEqual([]);
  });

  it("see what was left in a folder below", async () => {
    const nested = sink(async (result, options, context) => {
      throwIfAborted(context.signal);
      await rm(join(context.outputDirectory, "deep"), { recursive: true, force: true });
      await mkdir(join(context.outputDirectory, "deep"));
      await writeFile(join(context.outputDirectory, "deep", "rows.json"), textOf(result));
      return ["deep/rows.json"];
    });
    expect(await failuresOf(nested, {})).toEqual([]);
  });
});
