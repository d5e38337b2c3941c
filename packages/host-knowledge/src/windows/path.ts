/** A Windows path in one spelling: small letters, backslashes, no drive letter, no `.` and `..`. */
export interface WindowsPath {
  readonly root: "drive" | "other-drive" | "share" | "device" | "none";
  /** Starts with a backslash unless `root` is `none`. Without the last part. */
  readonly folder: string;
  readonly name: string;
}

const SYSTEM_DRIVE = "c:";

/**
 * Reads a path as any log writes it: `C:\…`, `\\?\C:\…`, `\??\C:\…`, `\Device\HarddiskVolume3\…`, `\SystemRoot\…`,
 * `%SystemRoot%\…`, `\\host\share\…`, `\\.\…`. Which volume a device path means is not known; it is taken for the
 * system's.
 */
export function readWindowsPath(written: string): WindowsPath {
  let path = written.toLowerCase().replaceAll("/", "\\").replaceAll('"', "");
  path = path.replace(/^\\\\\?\\unc\\/, "\\\\").replace(/^\\(?:\\\?|\?\?)\\(?=[a-z]:)/, "");
  path = path.replace(/^(?:\\systemroot|%systemroot%|%windir%)(?=\\)/, `${SYSTEM_DRIVE}\\windows`);
  path = path.replace(/^\\device\\harddiskvolume[0-9]+(?=\\)/, SYSTEM_DRIVE);
  if (/^\\(?:device|\?\?|\\[.?])\\/.test(path)) return split("device", path);
  if (path.startsWith("\\\\")) return split("share", path.slice(1));
  const drive = /^[a-z]:/.exec(path)?.[0];
  if (drive !== undefined) {
    return split(drive === SYSTEM_DRIVE ? "drive" : "other-drive", "\\" + path.slice(2).replace(/^\\+/, ""));
  }
  return split(path.startsWith("\\") ? "drive" : "none", path);
}

function split(root: WindowsPath["root"], path: string): WindowsPath {
  const parts: string[] = [];
  for (const part of path.split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const name = parts.pop() ?? "";
  return { root, folder: parts.join("\\"), name };
}
