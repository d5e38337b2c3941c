import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { WhyResult } from "../../src/why/answer.ts";
import { inDirectory } from "../directory.ts";
import { processEvents, processLine, writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

const MASK = /<secret:[0-9a-f]{10}>/g;

/** Runs events of which the last three use secrets; `ask` is `winnow why` on the result. */
async function withSecrets(
  redact: string,
  use: (
    ask: (event: string, ...more: readonly string[]) => ReturnType<typeof winnow>,
    clusters: string,
  ) => Promise<void>,
): Promise<void> {
  await inDirectory(async (directory) => {
    const logons = [1, 2, 3].map((i) =>
      processLine(20 + i, "C:\\tool.exe", `tool.exe --password hunter${i}${i}${i}`, "0xabc"),
    );
    const out = join(directory, "out");
    const input = await writeEvents(directory, [...processEvents(), ...logons]);
    const environment = { WINNOW_TEST_KEY: "0123456789abcdef0123" };
    Object.assign(process.env, environment);
    try {
      const ran = await winnow(["run", "windows-processes", input, "--out", out, "--quiet", "--set", redact]);
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      const ask = (event: string, ...more: readonly string[]): ReturnType<typeof winnow> =>
        winnow(["why", out, event, ...more]);
      await use(ask, await readFile(join(out, "clusters.csv"), "utf8"));
    } finally {
      delete process.env["WINNOW_TEST_KEY"];
    }
  });
}

/** The command line with a secret, from its own column. */
function commandLineIn(clusters: string): string {
  return /,(tool\.exe --password <secret:[0-9a-f]{10}>),/.exec(clusters)![1]!;
}

describe.each([
  ["a random key", "redact={}"],
  ["a key in the profile", "redact={ key: 0123456789abcdef0123 }"],
])("winnow why on a result with %s", (_, redact) => {
  it("shows no mask that the result does not have", () =>
    withSecrets(redact, async (ask, clusters) => {
      const { stdout, exitCode } = await ask("SubjectLogonId=0xabc", "--json");
      expect(exitCode).toBe(0);
      const { answers } = JSON.parse(stdout) as WhyResult;
      expect(answers).toHaveLength(3);
      expect(answers[0]).toMatchObject({ text: expect.stringMatching(/^tool\.exe --password <secret:[0-9a-f]{10}>$/) });
      expect(answers.slice(1).map(({ text }) => text)).toContain("tool.exe --password <secret>");
      for (const [mask] of stdout.matchAll(MASK)) expect(clusters).toContain(mask);
    }));

  it("refuses to search for a masked value, and says why", () =>
    withSecrets(redact, async (ask, clusters) => {
      const { stderr, exitCode } = await ask(`CommandLine=${commandLineIn(clusters)}`);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^WN2023 the events of ".*" cannot be searched by column: the value has a masked secret, and the run's redaction key is not stored\n/,
      );
    }));
});

describe("winnow why on a result with a key in the environment", () => {
  const REDACT = "redact={ key: '${env:WINNOW_TEST_KEY}' }";

  it("finds a value with masks", () =>
    withSecrets(REDACT, async (ask, clusters) => {
      const { stdout } = await ask(`CommandLine=${commandLineIn(clusters)}`);
      expect(stdout).toMatch(/^1 event matches /);
    }));

  it("names the key where no event has a masked value", () =>
    withSecrets(REDACT, async (ask) => {
      expect((await ask("CommandLine=tool.exe --password <secret:0000000000>")).stderr).toContain(
        "\n  Give the complete value, with the same upper and lower case. " +
          "A masked secret is found only with the redaction key that the run had.\n",
      );
    }));
});
