import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  isWinnowError,
  runAborted,
  throwIfAborted,
  type Manifest,
  type RunContext,
  type RunResult,
} from "@winnow/core";
import { unknownPlugin, wrongOption } from "../errors.ts";
import type { Use } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { Claims } from "./claims.ts";
import { advised, explainSystemError, inputInOutput, unusableSinkPath } from "./errors.ts";
import { assertLockable, withLock } from "./lock.ts";
import { MANIFEST, nameInside, RUNS } from "./names.ts";
import { refuseForeignOutside } from "./outside-files.ts";
import { checkWritable, isBelow, realPath } from "./output-directory.ts";
import { publish } from "./publish.ts";
import { runSinks } from "./run-sinks.ts";
import { dropNames, removeLeftovers, removeRetired } from "./runs.ts";
import { FOLDER, sinkPathProblems, sinkPaths, standardFiles } from "./sink-paths.ts";
import { Staging } from "./staging.ts";

const ATTEMPTS = 4;
const ATTEMPT_MS = 50;

/** What a run writes, and where. */
export interface OutputRequest {
  /** The output directory; it need not exist. */
  readonly directory: string;
  /** Sinks in the order in which they run. The standard files come first by themselves. */
  readonly sinks: readonly Use[];
  readonly registry: Registry;
  /** Files that the run reads. */
  readonly inputs: readonly string[];
  /** False to copy the files to their names, as where links are not permitted. */
  readonly links?: boolean;
}

export interface WriteRequest {
  readonly context: RunContext;
  /** Called after the sinks, whose warnings are in it. */
  readonly manifest: () => Manifest;
}

/** The output of one run. */
export interface Output {
  /** The output directory, absolute. */
  readonly directory: string;
  /**
   * Runs the sinks, writes the manifest and makes the result current, all of it or nothing. Returns the names of the files,
   * relative to the output directory where they are inside, the manifest last.
   * @throws what a sink throws, with the place of the files that were finished; `WN1001` when the run is stopped;
   * `WN1340`, `WN1341`, `WN1343`, `WN1345` when the result cannot take its place
   */
  write(result: RunResult, request: WriteRequest): Promise<readonly string[]>;
}

/**
 * Checks before anything is read whether a run can write its results; creates nothing.
 * @throws `WN2003` a directory that cannot be written, `WN1340` a file that Winnow did not write, `WN1341` an input that
 * would be replaced, `WN1342` paths of sinks that collide, `WN1345` a lock that nothing will remove, `WN1346` a
 * file elsewhere that no run into this directory wrote, `WN1205` and `WN1206` sinks that do not exist or refuse options
 */
export async function openOutput(request: OutputRequest): Promise<Output> {
  const { registry, links = true } = request;
  const directory = resolve(request.directory);
  const sinks = withStandardFiles(request.sinks, registry);
  assertSinks(sinks, registry);
  await checkWritable(directory);
  await checkWritable(join(directory, RUNS));
  await assertLockable(join(directory, RUNS));
  const paths = sinkPaths(sinks, registry);
  const [problem] = sinkPathProblems(paths, standardFiles(registry), directory);
  if (problem !== undefined) throw unusableSinkPath({ ...problem, option: `sink "${problem.use}"` });
  const claims = await Claims.read(directory);
  const inside = paths.flatMap(({ path }) => nameInside(directory, path) ?? []);
  const written = [...standardFiles(registry), ...inside];
  const outside = paths.filter(({ path }) => nameInside(directory, path) === undefined).map(({ path }) => path);
  await refuseInputs(request.inputs, directory, [...written, ...claims.legacy, ...outside]);
  await refuseForeignFiles(directory, written);
  await refuseForeignOutside(
    directory,
    join(directory, RUNS),
    outside.map((path) => resolve(directory, path)),
  );
  return new DirectoryOutput(directory, sinks, registry, links);
}

/**
 * Refuses files that Winnow did not write. A copy is recognised by the run it is of, and another run may replace both in this
 * moment: only a file that stays is the user's.
 * @throws `WN1340`
 */
async function refuseForeignFiles(directory: string, names: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await (await Claims.read(directory)).refuseForeign(names);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(ATTEMPT_MS);
    }
  }
}

function withStandardFiles(sinks: readonly Use[], registry: Registry): readonly Use[] {
  const others = sinks.filter(({ use }) => use !== FOLDER);
  return registry.get("sink", FOLDER) === undefined ? others : [{ use: FOLDER }, ...others];
}

/** Those of a profile were checked with it, those of a script were not. */
function assertSinks(sinks: readonly Use[], registry: Registry): void {
  for (const { use, with: options = {} } of sinks) {
    const sink = registry.get("sink", use);
    if (sink === undefined)
      throw unknownPlugin({ path: "sinks", kind: "sink", name: use, known: registry.names("sink") });
    const result = sink.options["~standard"].validate(options);
    const issues = result instanceof Promise ? [] : (result.issues ?? []);
    const facts = { path: "sinks", kind: "sink", plugin: use, isAdded: false };
    if (issues.length > 0) throw wrongOption({ ...facts, problem: issues[0]!.message });
  }
}

/**
 * Refuses inputs that have one of these names, or that are files of a result in the directory, which goes with the next.
 * @throws `WN1341`
 */
async function refuseInputs(inputs: readonly string[], directory: string, names: readonly string[]): Promise<void> {
  const runs = await realPath(join(directory, RUNS));
  const replaced = new Set(await Promise.all(names.map((name) => realPath(resolve(directory, name)))));
  for (const input of inputs) {
    const path = await realPath(input);
    if (replaced.has(path) || isBelow(runs, path)) throw inputInOutput({ input, directory });
  }
}

class DirectoryOutput implements Output {
  readonly directory: string;
  readonly #sinks: readonly Use[];
  readonly #registry: Registry;
  readonly #links: boolean;

  constructor(directory: string, sinks: readonly Use[], registry: Registry, links: boolean) {
    this.directory = directory;
    this.#sinks = sinks;
    this.#registry = registry;
    this.#links = links;
  }

  async write(result: RunResult, { context, manifest }: WriteRequest): Promise<readonly string[]> {
    const { signal, progress } = context;
    throwIfAborted(signal);
    const onWait = (owner: string): void => progress({ stage: `waiting for ${owner}`, done: 0, unit: "" });
    const runs = join(this.directory, RUNS);
    const staging = new Staging(this.directory);
    let isCurrent = false;
    try {
      await removeLeftovers(this.directory, { signal, onWait });
      await staging.make();
      const own = { ...context, outputDirectory: this.directory };
      const files = await runSinks(result, this.#sinks, this.#registry, own, staging);
      const last = manifest();
      const read = (last.groupsFiles ?? last.inputs).map(({ path }) => path);
      await refuseInputs(read, this.directory, [...(await staging.names()), MANIFEST]);
      await withLock(runs, { signal, onWait }, async () => {
        throwIfAborted(signal);
        await writeFile(join(staging.directory, MANIFEST), `${JSON.stringify(last, null, 2)}\n`);
        const publication = { directory: this.directory, staging, links: this.#links };
        await publish(publication, () => (isCurrent = true));
      });
      await staging.tidy();
      await removeRetired(runs);
      return [...files, MANIFEST];
    } catch (error) {
      throw await this.#failure(error, staging, isCurrent, signal);
    }
  }

  /** Leaves the previous result as it was, and says where the rest of this one is. */
  async #failure(error: unknown, staging: Staging, isCurrent: boolean, signal: AbortSignal): Promise<unknown> {
    const failure = explainSystemError(error, this.directory);
    const advise = (advice: string): unknown => (isWinnowError(failure) ? advised(failure, advice) : failure);
    if (isCurrent) return advise(`The result is complete in "${staging.directory}"; not all of its names are.`);
    await this.#dropLinks(staging);
    if (signal.aborted) {
      await staging.remove().catch(() => undefined);
      const isStop = isWinnowError(failure) && failure.code === runAborted.spec.code;
      return isStop ? failure : runAborted({}, { cause: error });
    }
    const kept = await staging.keepFailed().catch(() => undefined);
    if (kept === undefined) return failure;
    return advise(`The files that were finished are in "${kept}" until the next run; no other file was changed.`);
  }

  /** Removes the links that were made for this run and lead nowhere without it. */
  async #dropLinks(staging: Staging): Promise<void> {
    const names = await staging.names().catch((): string[] => []);
    if (!names.includes(MANIFEST)) return;
    await withLock(join(this.directory, RUNS), { signal: new AbortController().signal }, async () =>
      dropNames(this.directory, names, await Claims.read(this.directory)),
    ).catch(() => undefined);
  }
}
