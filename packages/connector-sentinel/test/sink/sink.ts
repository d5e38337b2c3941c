import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Probe, SinkContext, RunResult } from "@winnow/core";
import { type FakeSentinel, type FakeSentinelOptions, startFakeSentinel } from "@winnow/testkit/fakes";
import type { SentinelSinkOptions } from "../../src/sink/options.ts";
import { probeSentinelSink } from "../../src/sink/probe.ts";
import { writeToSentinel } from "../../src/sink/write.ts";

export const RULE = "dcr-0123456789abcdef0123456789abcdef";
export const STREAM = "Custom-Winnow_CL";

export interface StartedSink extends AsyncDisposable {
  readonly fake: FakeSentinel;
  /** Output directory, with `ca.pem`. */
  readonly directory: string;
  readonly options: SentinelSinkOptions;
  readonly warnings: string[];
  write(result: RunResult, more?: Partial<SentinelSinkOptions>, signal?: AbortSignal): Promise<readonly string[]>;
  probe(more?: Partial<SentinelSinkOptions>): Promise<Probe[]>;
  /** Every file of the output directory but the certificate, by name. */
  files(): Promise<Readonly<Record<string, string>>>;
}

/** A fake ingestion, and the sink's options to reach it. */
export async function startedSink(options: Partial<FakeSentinelOptions> = {}): Promise<StartedSink> {
  const fake = await startFakeSentinel({ tables: {}, rules: { [RULE]: [STREAM] }, ...options });
  const directory = await mkdtemp(join(tmpdir(), "winnow-sentinel-sink-"));
  await writeFile(join(directory, "ca.pem"), fake.ca);
  const warnings: string[] = [];
  const base: SentinelSinkOptions = {
    endpoint: fake.ingestionEndpoint,
    rule: RULE,
    stream: STREAM,
    receipt: "sentinel-receipt.json",
    cloud: "public",
    auth: { kind: "token", token: fake.token },
    ca: "ca.pem",
  };
  const context = (signal: AbortSignal): SinkContext & { backoffMs: number } => ({
    signal,
    profileDirectory: directory,
    outputDirectory: directory,
    outputPath: (path) => join(directory, path),
    stateDirectory: directory,
    progress: () => undefined,
    warn: (message) => warnings.push(message),
    gap: () => undefined,
    backoffMs: 1,
  });
  return {
    fake,
    directory,
    options: base,
    warnings,
    write: (result, more = {}, signal = new AbortController().signal) =>
      writeToSentinel(result, { ...base, ...more }, context(signal)),
    probe: async (more = {}) => {
      const found: Probe[] = [];
      const probes = probeSentinelSink({ ...base, ...more }, context(new AbortController().signal));
      for await (const probe of probes) found.push(probe);
      return found;
    },
    files: async () => {
      const names = (await readdir(directory)).filter((name) => name !== "ca.pem").toSorted();
      return Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), "utf8")] as const)),
      );
    },
    [Symbol.asyncDispose]: async () => {
      await fake.close();
      await rm(directory, { recursive: true });
    },
  };
}
