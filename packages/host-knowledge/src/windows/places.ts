import { placeFinder, type Place, type PlaceRule } from "../place.ts";
import { remembering } from "../remember.ts";
import { readWindowsPath } from "./path.ts";

/** The longest folder that fits decides. Folders inside the system that everybody may write to are not the system's. */
const RULES: readonly PlaceRule[] = [
  ["\\windows", "system-other"],
  ["\\windows\\system32", "system"],
  ["\\windows\\syswow64", "system"],
  ["\\windows\\sysnative", "system"],
  ["\\windows\\winsxs", "system"],
  ["\\windows\\servicing", "system"],
  ["\\windows\\systemapps", "system"],
  ["\\windows\\immersivecontrolpanel", "system"],
  ["\\windows\\microsoft.net", "system"],
  ["\\windows\\uus", "system"],
  // Folders of the system that hold data, never programs.
  ["\\windows\\fonts", "other"],
  ["\\windows\\media", "other"],
  ["\\windows\\cursors", "other"],
  ["\\windows\\help", "other"],
  ["\\windows\\inf", "other"],
  ["\\windows\\web", "other"],
  ["\\windows\\logs", "other"],
  ["\\windows\\debug", "other"],
  ["\\windows\\addins", "other"],
  ["\\windows\\globalization", "other"],
  ["\\windows\\temp", "temporary"],
  ["\\windows\\tasks", "public"],
  ["\\windows\\tracing", "public"],
  ["\\windows\\system32\\tasks", "public"],
  ["\\windows\\syswow64\\tasks", "public"],
  ["\\windows\\system32\\spool\\drivers\\color", "public"],
  ["\\windows\\system32\\spool\\printers", "public"],
  ["\\windows\\system32\\spool\\servers", "public"],
  ["\\windows\\system32\\fxstmp", "public"],
  ["\\windows\\system32\\com\\dmp", "public"],
  ["\\windows\\registration\\crmlog", "public"],
  ["\\windows\\debug\\wia", "public"],
  ["\\program files", "programs"],
  ["\\program files (x86)", "programs"],
  ["\\programdata", "program-data"],
  ["\\programdata\\microsoft\\windows defender\\platform", "programs"],
  ["\\programdata\\package cache", "programs"],
  ["\\users", "user"],
  ["\\documents and settings", "user"],
  ["\\users\\public", "public"],
  ["\\users\\default", "public"],
  ["\\temp", "temporary"],
  ["\\tmp", "temporary"],
  ["\\perflogs", "public"],
  ["\\$recycle.bin", "recycled"],
  ["\\recycler", "recycled"],
  ["\\$windows.~bt", "system"],
  ["\\$winreagent", "system"],
];
const byFolder = placeFinder("\\", RULES);

/** Folders of a user, after the user's name. */
const OF_USER: readonly PlaceRule[] = [
  ["appdata\\local\\temp", "temporary"],
  ["local settings\\temp", "temporary"],
  ["appdata\\local\\microsoft\\windows\\inetcache", "downloads"],
  ["appdata\\local\\microsoft\\windows\\temporary internet files", "downloads"],
  ["appdata\\local\\packages", "user"],
  ["downloads", "downloads"],
];

/** Where a file of a Windows host lies. */
export const windowsPlace: (path: string) => Place = remembering((path) => {
  const { root, folder, name } = readWindowsPath(path);
  if (root === "device" || root === "share") return root;
  if (root === "none") return "";
  if (name === "" && folder === "") return "";
  const place = folder === "" ? "root" : (byFolder(folder) ?? "other");
  if (place === "user") return placeOfUser(folder);
  return root === "other-drive" && (place === "other" || place === "root") ? "removable" : place;
});

function placeOfUser(folder: string): Place {
  const inside = folder.split("\\", 9).slice(3).join("\\") + "\\";
  return OF_USER.find(([start]) => inside.startsWith(start + "\\"))?.[1] ?? "user";
}
