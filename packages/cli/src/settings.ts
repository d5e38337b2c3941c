import { wrongUsage } from "./errors.ts";

/** Options of a command that change keys of the profile. */
export interface Settings {
  readonly set?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

/**
 * All of them as `path=value`, in the order in which they apply.
 * @param inputs files that are read in place of the profile's source
 * @throws `WN2001` where a range of time is asked of files, which would be read whole
 */
export function settingsOf({ set = [], since, until }: Settings, inputs: readonly string[] = []): readonly string[] {
  const times = Object.entries({ since, until }).filter(([, time]) => time !== undefined);
  if (times.length > 0 && inputs.length > 0) {
    throw wrongUsage({
      problem: `--${times[0]![0]} is for sources that are asked for a range of time, and files are read whole`,
      suggestion: "Leave it out. ",
      help: "winnow run --help",
    });
  }
  // As text, whatever it looks like: JSON's texts are YAML's.
  return [...set, ...times.map(([key, time]) => `source.with.${key}=${JSON.stringify(time)}`)];
}
