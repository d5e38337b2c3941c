import type { AccountReader } from "./account.ts";
import type { Place } from "./place.ts";
import type { Target } from "./targets.ts";
import type { LookAlike } from "./text/look-alike.ts";

/** What a program's path tells of it. */
export interface ProgramFacts {
  /** File name in the spelling that the tables use; empty where there is no path. */
  readonly name: string;
  readonly place: Place;
  /** Bears the name of a part of the system and lies where that part never does. */
  readonly isImpostor: boolean;
  /** Is a part of the system and lies where that part belongs. */
  readonly isAtHome: boolean;
  /** The part of the system that its name or folder is easily taken for, if it is another. */
  readonly lookAlike: LookAlike | undefined;
  /** Lies in a folder, or is a file, that a listing leaves out or that nobody would name so. */
  readonly isHidden: boolean;
  readonly isInterpreter: boolean;
  readonly opensDocuments: boolean;
  /** What it is good for to an intruder, where it is a tool that both sides use. */
  readonly purposes: readonly string[];
}

/** What is known of the hosts of one operating system. */
export interface Host {
  readonly name: "Windows" | "Linux";
  readonly program: (path: string) => ProgramFacts;
  readonly account: AccountReader;
  /** Worrying things in a command template in small letters, heaviest first. */
  readonly targets: (template: string) => readonly Target[];
}

/** The table's entry for a name, or for the name without its version: `python3.11` is a `python`. */
export function lookUp<T>(name: string, find: (name: string) => T | undefined): T | undefined {
  return find(name) ?? find(name.replace(/[-_.]?[0-9][0-9._-]*(?=\.exe$|$)/, ""));
}
