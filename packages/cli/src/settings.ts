/** Options of a command that change keys of the profile. */
export interface Settings {
  readonly set?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

/** All of them as `path=value`, in the order in which they apply. */
export function settingsOf({ set = [], since, until }: Settings): readonly string[] {
  const times = Object.entries({ since, until }).filter(([, time]) => time !== undefined);
  // As text, whatever it looks like: JSON's texts are YAML's.
  return [...set, ...times.map(([key, time]) => `source.with.${key}=${JSON.stringify(time)}`)];
}
