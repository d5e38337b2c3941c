import { explain, loadProfile, type ExplainedStage } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { styleFor, widthFor, type Style } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";
import { pad, widthOf } from "../terminal/width.ts";
import { wrap } from "../terminal/wrap.ts";

/** Names that take more room than this stand on a line of their own. */
const WIDEST_NAME = 28;

/** `winnow explain`: what a profile will do, in plain words; opens no source. */
export async function explainCommand(profileName: string, set: readonly string[], io: Io): Promise<number> {
  const registry = await builtInRegistry();
  const loaded = await loadProfile(
    { path: profileName },
    { registry, builtIn: builtInProfiles, set, sourceOptional: true },
  );
  const { profile, description, stages } = explain(loaded, profileName);
  const style = styleFor(io.stdout, io.environment);
  const width = Math.min(widthFor(io.stdout, io.environment), 110);
  const lines = [
    style.bold(visible(profile)),
    ...(description === "" ? [] : wrap(visible(description), width)),
    ...stages.flatMap((stage, index) => stageLines(stage, index + 1, width, style)),
    "",
    `Next: winnow run ${visible(profileName)}${loaded.profile?.source ? "" : " FILE"}`,
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.done;
}

function stageLines(
  { title, sentences, terms }: ExplainedStage,
  number: number,
  width: number,
  style: Style,
): string[] {
  const names = Math.min(WIDEST_NAME, Math.max(0, ...terms.map(([name]) => widthOf(visible(name)))));
  return [
    "",
    style.bold(`${number}. ${title}`),
    ...sentences.flatMap((sentence) => indent(wrap(visible(sentence), width - 3), 3)),
    ...terms.flatMap(([name, meaning]) => {
      const [first = "", ...others] = wrap(visible(meaning), width - names - 7);
      const shown = visible(name);
      const head =
        widthOf(shown) > names ? [shown, `${" ".repeat(names)}  ${first}`] : [`${pad(shown, names, "left")}  ${first}`];
      return indent([...head, ...indent(others, names + 2)], 5);
    }),
  ];
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => " ".repeat(by) + line);
}
