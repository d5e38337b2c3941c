import { readdir, readlink } from "node:fs/promises";

/** What keeps this process busy or holds a file, by kind, with how many there are. */
export async function openResources(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const kinds = [...process.getActiveResourcesInfo(), ...(await openFiles())];
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  // Work that is under way everywhere, such as reading this very list.
  for (const passing of ["FSReqPromise", "FSReqCallback", "Immediate", "TickObject"]) counts.delete(passing);
  return counts;
}

const DESCRIPTORS = "/proc/self/fd";

/** Files that this process has open, where the system tells; libraries that were loaded are not among them. */
async function openFiles(): Promise<readonly string[]> {
  const names = await readdir(DESCRIPTORS).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${DESCRIPTORS}/${name}`).catch(() => "")));
  return targets.filter((target) => target.startsWith("/") && !/^\/(?:dev|proc)\//.test(target));
}
