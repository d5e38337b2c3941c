import { placeFinder, type Place, type PlaceRule } from "../place.ts";
import { remembering } from "../remember.ts";

/** The longest folder that fits decides. */
const RULES: readonly PlaceRule[] = [
  ["/bin", "system"],
  ["/sbin", "system"],
  ["/lib", "system"],
  ["/lib32", "system"],
  ["/lib64", "system"],
  ["/usr", "system"],
  ["/usr/local", "programs"],
  ["/opt", "programs"],
  ["/snap", "programs"],
  ["/nix/store", "programs"],
  ["/gnu/store", "programs"],
  ["/app", "programs"],
  ["/var/lib/flatpak", "programs"],
  ["/var/lib/snapd", "programs"],
  ["/etc", "system-other"],
  ["/boot", "system-other"],
  ["/var/lib/dpkg", "system-other"],
  ["/usr/share", "system-other"],
  ["/var", "program-data"],
  ["/srv", "program-data"],
  ["/var/www", "public"],
  ["/srv/www", "public"],
  ["/home", "user"],
  ["/root", "user"],
  ["/tmp", "temporary"],
  ["/var/tmp", "temporary"],
  ["/dev/shm", "temporary"],
  ["/run/shm", "temporary"],
  ["/run/user", "temporary"],
  ["/var/spool", "public"],
  ["/var/crash", "public"],
  ["/var/lock", "public"],
  ["/run/lock", "public"],
  ["/mnt", "removable"],
  ["/media", "removable"],
  ["/run/media", "removable"],
  ["/net", "share"],
  ["/dev", "device"],
  ["/proc", "device"],
  ["/sys", "device"],
];
const byFolder = placeFinder("/", RULES);

/** Where a file of a Linux host lies. Files without a name in the file system (memfd, deleted) are `device`. */
export const linuxPlace: (path: string) => Place = remembering((path) => {
  if (/^\/?memfd:| \(deleted\)$/.test(path)) return "device";
  if (!path.startsWith("/") || path === "/") return "";
  const parts: string[] = [];
  for (const part of path.split("/").slice(1)) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  parts.pop();
  const folder = parts.map((part) => `/${part}`).join("");
  if (folder === "") return "root";
  const place = byFolder(folder) ?? "other";
  return place === "user" && parts.includes("Downloads") ? "downloads" : place;
});
