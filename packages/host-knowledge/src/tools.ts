/** What tools that administrators and intruders both use are good for. */
export type Purpose = "discovery" | "execution" | "persistence" | "transfer" | "credentials" | "evasion";

export type Tools = ReadonlyMap<string, readonly Purpose[]>;

/** Tools by name, from the names of tools by purpose; a tool may serve several. */
export function toolsBy(names: Readonly<Record<Purpose, string>>): Tools {
  const tools = new Map<string, Purpose[]>();
  for (const [purpose, list] of Object.entries(names)) {
    for (const name of list.split(" ")) tools.set(name, [...(tools.get(name) ?? []), purpose as Purpose]);
  }
  return tools;
}
