/** What is known of a program, in a form that can be compared. Empty texts are unknown. */
export interface Program {
  /** File name. */
  readonly name: string;
  /** Full path without its drive; empty where only the name is known. */
  readonly path: string;
  /** Drive letter with its colon; empty where the path names none. */
  readonly drive: string;
}

const UNKNOWN: Program = { name: "", path: "", drive: "" };

/**
 * A program by its path, or else by its name. Letter case, the direction of slashes and the ways of writing one place
 * (`\??\C:\`, `\Device\HarddiskVolume2\`, `%SystemRoot%`, `/bin` for `/usr/bin`) make no difference.
 */
export function programOf(executable: string, name: string): Program {
  const text = executable.trim() === "" ? name : executable;
  const slashed = text
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .replaceAll("\\", "/")
    .toLowerCase();
  if (slashed === "" || slashed === "-") return UNKNOWN;
  const end = slashed.lastIndexOf("/");
  if (end < 0) return { name: slashed, path: "", drive: "" };
  const [, drive = "", path] = /^([a-z]:)?(.*)$/s.exec(withoutNamespace(slashed))!;
  return { name: slashed.slice(end + 1), path: path!.replace(/^\/usr(?=\/s?bin\/)/, ""), drive };
}

function withoutNamespace(path: string): string {
  return path
    .replace(/^\/(?:\/[?.]|\?\?)\//, "")
    .replace(/^\/device\/harddiskvolume[0-9]+(?=\/)/, "")
    .replace(/^(?:%systemroot%|%windir%|\/systemroot)(?=\/)/, "/windows");
}

/** Whether two programs may be one: they are, as far as both are known. */
export function agree(one: Program, other: Program): boolean {
  if (one.name === "" || other.name === "") return true;
  if (one.name !== other.name) return false;
  if (one.path === "" || other.path === "") return true;
  return one.path === other.path && (one.drive === "" || other.drive === "" || one.drive === other.drive);
}
