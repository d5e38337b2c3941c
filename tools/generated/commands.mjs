import { importBuilt } from "./built.mjs";

/** Wide enough for what each option says to stand on one line. */
const COLUMNS = 110;

/**
 * `docs/commands.md`: the help of every command, as `winnow help` prints it.
 * @returns {Promise<string>}
 */
export async function commandReference() {
  const { main } = await importBuilt("cli");
  /** @param {readonly string[]} argv */
  const helpOf = async (argv) => {
    let text = "";
    const stdout = { write: (/** @type {string} */ part) => void (text += part), columns: COLUMNS };
    const io = { stdout, stderr: stdout, environment: { NO_COLOR: "1" }, signal: new AbortController().signal };
    await main([...argv, "--help"], io);
    return text.trimEnd();
  };
  const overview = await helpOf([]);
  const sections = [];
  for (const argv of await commandsBelow([], helpOf)) {
    sections.push(`## winnow ${argv.join(" ")}`, "```text\n" + (await helpOf(argv)) + "\n```");
  }
  return (
    [
      "# The command",
      "<!-- Made by `npm run docs`; do not edit. -->",
      "In a checkout, `npm run -s winnow -- ARGS` runs what `winnow ARGS` does where it is installed.",
      "```text\n" + overview + "\n```",
      ...sections,
    ].join("\n\n") + "\n"
  );
}

/**
 * Every command that does something, depth first; those that only hold others are left out.
 * @param {readonly string[]} path
 * @param {(argv: readonly string[]) => Promise<string>} helpOf
 * @returns {Promise<(readonly string[])[]>}
 */
async function commandsBelow(path, helpOf) {
  const found = [];
  for (const name of subcommands(await helpOf(path))) {
    const below = await commandsBelow([...path, name], helpOf);
    found.push([...path, name], ...below);
  }
  return found;
}

/**
 * Names under `Commands:` in a help text; `help` itself is none of interest.
 * @param {string} help
 */
function subcommands(help) {
  const [, list = ""] = /^Commands:\n((?: .*\n?)+)/m.exec(help + "\n") ?? [];
  return [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => String(name)).filter((name) => name !== "help");
}
