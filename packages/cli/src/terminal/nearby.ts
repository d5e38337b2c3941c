import { relative } from "node:path";

/** A path as the user would type it: short where it lies below, whole where it does not. */
export function nearby(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below || ".";
}

/** The same for a command to be copied: quoted where a shell would take it apart. */
export function nearbyQuoted(path: string): string {
  const text = nearby(path);
  if (/^[\w@%+=:,./\\~-]+$/.test(text)) return text;
  return process.platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}
