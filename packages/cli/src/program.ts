import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { wrongUsage } from "./errors.ts";
import { EXIT } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { reportError } from "./report-error.ts";
import type { CheckCommandOptions } from "./commands/check.ts";
import type { CreatePluginOptions } from "./commands/create.ts";
import type { ReduceCommandOptions } from "./commands/reduce.ts";
import type { ReportCommandOptions } from "./commands/report.ts";
import type { RunCommandOptions } from "./commands/run.ts";
import type { SchemaCommandOptions } from "./commands/schema.ts";
import type { TableSchemaCommandOptions } from "./commands/sentinel.ts";
import type { TuneCommandOptions } from "./commands/tune.ts";
import type { WhyCommandOptions } from "./commands/why.ts";
import type { Settings } from "./settings.ts";

/** The option of commands that tell of plugins. */
const OWN_PLUGINS = ["--profile <profile>", "also the plugins that this profile brings"] as const;

/**
 * Runs one `winnow` command and gives its exit code. Never throws: whatever goes wrong is told on standard error.
 *
 * @param argv the arguments behind `winnow`
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = describeProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, io);
    if (error.exitCode === 0) return EXIT.done;
    // Help that nobody asked for: there was no command. It has been printed.
    if (error.code === "commander.help") return EXIT.usage;
    return reportError(toUsageError(error, program, argv), io);
  }
}

/** Every command loads what it needs when it runs: `--help` loads nothing. */
function describeProgram(io: Io, finish: (exitCode: number) => void): Command {
  const program = new Command("winnow")
    .description("Separates the unusual from the repetitive in security event logs.")
    .version(versionOf(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 100, 120),
      getErrHelpWidth: () => Math.min(io.stderr.columns ?? 100, 120),
    })
    .addHelpText("after", "\nStart with: winnow run windows-processes FILE.csv\n" + EXIT_CODES);

  describeRun(program, io, finish);
  describeReduce(program, io, finish);
  describeWhy(program, io, finish);
  describeReport(program, io, finish);
  describeProfileCommands(program, io, finish);
  describeRecipes(program, io, finish);
  describeLists(program, io, finish);
  describeServices(program, io, finish);
  return program;
}

const EXIT_CODES =
  "Exit codes: 0 done, 1 failed, 2 wrong profile or usage,\n            3 source answered only in part, 130 stopped with Ctrl-C\n";

type Finish = (exitCode: number) => void;

function describeRun(program: Command, io: Io, finish: Finish): void {
  withTime(withSettings(program.command("run <profile> [input...]")))
    .summary("run a profile and write the results")
    .description(
      "Runs a profile: a path, or the name of a built-in one (`winnow profiles`).\n" +
        "Input files take the place of the profile's source.",
    )
    .option("--out <dir>", "directory for the results (default: winnow-out/<profile name>)")
    .option("--json", "print one JSON object on standard output, and nothing else")
    .option("--slots", "also write slots.csv: slot values of each row's command lines (reads every event)")
    .option("--mark <time=label>", MARK, collect)
    .option("--quiet", "print nothing but warnings and errors (and what --json asks for)")
    .action(async (profile: string, inputs: string[], options: RunCommandOptions) => {
      const { runCommand } = await import("./commands/run.ts");
      finish(await runCommand(profile, inputs, options, io));
    });
}

function describeReduce(program: Command, io: Io, finish: Finish): void {
  withTime(withSettings(program.command("reduce <profile> [input...]")))
    .summary("store the groups of events, to run later or together")
    .description(
      "Reduces events to groups and stores the groups as Parquet. `winnow run` runs one or more of these files with the\n" +
        "same profile, and gives the rows that the events themselves would give.",
    )
    .option("--out <file>", "the file to write (default: <profile name>.groups.parquet)")
    .addOption(
      new Option("--exemplars <which>", "store the events that represent groups, command lines included, or not")
        .choices(["all", "none"])
        .default("all"),
    )
    .option("--json", "print one JSON object on standard output, and nothing else")
    .option("--quiet", "print nothing but warnings and errors (and what --json asks for)")
    .action(async (profile: string, inputs: string[], options: ReduceCommandOptions) => {
      const { reduceCommand } = await import("./commands/reduce.ts");
      finish(await reduceCommand(profile, inputs, options, io));
    });
}

function describeWhy(program: Command, io: Io, finish: Finish): void {
  program
    .command("why <out> <event>")
    .summary("explain which row holds an event, and why it ranks there")
    .description(
      "Explains which row of a finished run holds an event, whether the event is displayed there, and why the row ranks\n" +
        "there. The event is a data row, counted from 0 over all inputs (118), or a column or field and its value\n" +
        "(process.pid=4242), for which the run is repeated if its inputs are unchanged.",
    )
    .option("--json", "print one JSON object on standard output, and nothing else")
    .action(async (out: string, event: string, options: WhyCommandOptions) => {
      const { whyCommand } = await import("./commands/why.ts");
      finish(await whyCommand(out, event, options, io));
    });
}

const MARK = "a moment to mark on the report's timelines: 2024-01-31T23:59:00Z=alert";

function describeReport(program: Command, io: Io, finish: Finish): void {
  program
    .command("report <out>")
    .summary("rebuild the report of a finished run")
    .description(
      "Rebuilds the page of a finished run from its directory: with more marks, or with a newer Winnow's page.\n" +
        "Where there is no page, Winnow runs the profile again on the same files, if they are unchanged.",
    )
    .option("--mark <time=label>", MARK, collect)
    .option("--out <file>", "the page to write (default: report.html of the run)")
    .action(async (folder: string, options: ReportCommandOptions) => {
      const { reportCommand } = await import("./commands/report.ts");
      finish(await reportCommand(folder, options, io));
    });
  program
    .command("open <out>")
    .summary("open the report of a finished run")
    .description("Opens the page of a finished run in the browser, by the folder that it wrote. Prints where it is.")
    .action(async (folder: string) => {
      const { openCommand } = await import("./commands/open.ts");
      finish(await openCommand(folder, io));
    });
}

function describeProfileCommands(program: Command, io: Io, finish: Finish): void {
  withTime(withSettings(program.command("check <profile>")))
    .summary("say everything that is wrong with a profile")
    .description("Checks a profile as a whole, with the options of its plugins. Opens no source unless told to.")
    .option("--connect", "also try source and sinks: credentials, reachability, permissions, columns; changes nothing")
    .action(async (profile: string, options: CheckCommandOptions) => {
      const { checkCommand } = await import("./commands/check.ts");
      finish(await checkCommand(profile, options, io));
    });
  withSettings(program.command("explain <profile>"))
    .summary("say in plain words what a profile will do")
    .description("Says in plain words what a profile will do, stage by stage. Opens no source.")
    .action(async (profile: string, { set }: { readonly set?: readonly string[] }) => {
      const { explainCommand } = await import("./commands/explain.ts");
      finish(await explainCommand(profile, set ?? [], io));
    });
  withTime(withSettings(program.command("plan <profile> [input...]")))
    .summary("show what a run would do")
    .description("Shows how fields bind to columns and which features run in the engine. Reads a few events only.")
    .action(async (profile: string, inputs: string[], settings: Settings) => {
      const { planCommand } = await import("./commands/plan.ts");
      finish(await planCommand(profile, inputs, settings, io));
    });
  withTime(withSettings(program.command("tune <profile> [input...]")))
    .summary("compare settings of the clusterer and recommend one")
    .description(
      "Clusters the events once for each of several values of the clusterer's main option (eps, minClusterSize) and shows\n" +
        "what each would give: rows to read, and rare values that would be folded away. Writes nothing.",
    )
    .option("--json", "print one JSON object on standard output, and nothing else")
    .action(async (profile: string, inputs: string[], options: TuneCommandOptions) => {
      const { tuneCommand } = await import("./commands/tune.ts");
      finish(await tuneCommand(profile, inputs, options, io));
    });
  program
    .command("init [input]")
    .summary("write a profile to start from")
    .description("Looks at a file of events and writes a commented profile for it.")
    .option("--out <file>", "the profile to write (default: <input>.yaml, or profile.yaml)")
    .option("--force", "overwrite a file that exists")
    .action(async (input: string | undefined, options: { readonly out?: string; readonly force?: boolean }) => {
      const { initCommand } = await import("./commands/init.ts");
      finish(await initCommand(input, options, io));
    });
  program
    .command("create")
    .summary("write the start of a plugin")
    .description("Writes the start of something of your own.")
    .command("plugin <name>")
    .summary("write a plugin package that passes its own tests")
    .description(
      "Writes a small package with a plugin, a profile that uses it, and tests on the conformance kit. It passes as written.\n" +
        "Kinds: extractor (features of a new log), connector (a new source), clusterer, sink.",
    )
    .requiredOption("--kind <kind>", "extractor, connector, clusterer or sink")
    .option("--out <dir>", "directory of the package (default: the name)")
    .option("--force", "overwrite files that exist")
    .action(async (name: string, options: CreatePluginOptions) => {
      const { createPluginCommand } = await import("./commands/create.ts");
      finish(await createPluginCommand(name, options, io));
    });
  program
    .command("schema")
    .summary("print the JSON Schema of profiles")
    .description("Prints the JSON Schema (draft-07) of profiles, for completion and checks in editors.")
    .option("--out <file>", "write it to a file instead")
    .option(...OWN_PLUGINS)
    .action(async (options: SchemaCommandOptions) => {
      const { schemaCommand } = await import("./commands/schema.ts");
      finish(await schemaCommand(options, io));
    });
}

function describeRecipes(program: Command, io: Io, finish: Finish): void {
  const recipes = program
    .command("recipes")
    .summary("list the recipes, or run, show or copy one")
    .description("Lists the recipes: profiles with data that run as they are.")
    .action(async () => {
      const { recipesCommand } = await import("./commands/recipes.ts");
      finish(recipesCommand(io));
    });
  recipes
    .command("run <name>")
    .summary("run a recipe on its own data")
    .description("Runs a recipe on its own data.")
    .option("--out <dir>", "directory for the results (default: winnow-out/<name>)")
    .option("--json", "print one JSON object on standard output, and nothing else")
    .option("--quiet", "print nothing but warnings and errors (and what --json asks for)")
    .action(async (name: string, options: RunCommandOptions) => {
      const { runRecipe } = await import("./commands/recipes.ts");
      finish(await runRecipe(name, options, io));
    });
  recipes
    .command("show <name>")
    .summary("print what a recipe is about")
    .description("Prints what a recipe is about, and what to look for in its result.")
    .action(async (name: string) => {
      const { showRecipe } = await import("./commands/recipes.ts");
      finish(showRecipe(name, io));
    });
  recipes
    .command("copy <name> [dir]")
    .summary("make a recipe yours")
    .description("Copies a recipe to a directory of your own (default: its name).")
    .action(async (name: string, directory: string | undefined) => {
      const { copyRecipe } = await import("./commands/recipes.ts");
      finish(await copyRecipe(name, directory, io));
    });
}

function describeLists(program: Command, io: Io, finish: Finish): void {
  const plugins = program
    .command("plugins")
    .summary("list the plugins, or show one")
    .description("Lists the built-in plugins, and with --profile those that a profile brings.")
    .option("--operators", "list the operators of expressions instead")
    .option(...OWN_PLUGINS)
    .action(async ({ operators, profile }: { readonly operators?: boolean; readonly profile?: string }) => {
      const { listOperators, listPlugins } = await import("./commands/plugins.ts");
      finish(operators === true ? listOperators(io) : await listPlugins(profile, io));
    });
  plugins
    .command("show <name>")
    .description("Shows the options and features of a plugin, by its name or kind:name.")
    .option(...OWN_PLUGINS)
    // The command above has the same option, and takes it first.
    .action(async (name: string, _: unknown, command: Command) => {
      const { showPlugin } = await import("./commands/plugins.ts");
      finish(await showPlugin(name, command.optsWithGlobals<{ readonly profile?: string }>().profile, io));
    });
  const profiles = program
    .command("profiles")
    .summary("list the built-in profiles, or show one")
    .description("Lists the built-in profiles.")
    .action(async () => {
      const { listProfiles } = await import("./commands/profiles.ts");
      finish(await listProfiles(io));
    });
  profiles
    .command("show <name>")
    .description("Prints a built-in profile.")
    .action(async (name: string) => {
      const { showProfile } = await import("./commands/profiles.ts");
      finish(await showProfile(name, io));
    });
}

/** What single services need beyond a profile. */
function describeServices(program: Command, io: Io, finish: Finish): void {
  program
    .command("sentinel")
    .summary("what writing to Microsoft Sentinel needs")
    .command("table-schema")
    .description(
      "Prints the custom table and the data collection rule to deploy, so that the sink `sentinel` can write rows.",
    )
    .addOption(new Option("--format <format>", "Bicep, or an ARM template").choices(["bicep", "json"]).default("bicep"))
    .option("--table <name>", "name of the table, ending in _CL (default: Winnow_CL)")
    .action(async (options: TableSchemaCommandOptions) => {
      const { tableSchemaCommand } = await import("./commands/sentinel.ts");
      finish(await tableSchemaCommand(options, io));
    });
}

function withSettings(command: Command): Command {
  return command.option("--set <key=value>", "change a key of the profile: cluster.with.eps=0.01", collect);
}

/** For sources that are asked for a time. */
function withTime(command: Command): Command {
  return command
    .option("--since <time>", "start of the events asked for: 7d, 12h, 2024-01-01T00:00Z (source.with.since)")
    .option("--until <time>", "their end, not included (source.with.until)");
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** What commander says, in the form of every other error. */
function toUsageError({ message }: CommanderError, program: Command, argv: readonly string[]): Error {
  const [problem = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const command = program.commands.find((candidate) => candidate.name() === argv[0]);
  return wrongUsage({
    problem: problem.replace(/\.$/, ""),
    suggestion: suggestion === undefined ? "" : `${suggestion.replace(/^\((.*)\)$/, "$1")} `,
    help: command === undefined ? "winnow --help" : `winnow ${command.name()} --help`,
  });
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}
