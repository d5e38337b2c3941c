import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { BuiltInProfiles } from "@winnow/orchestrator";

const FOLDER = new URL("../profiles/", import.meta.url);

/** The profiles that ship with the command, by name. */
export const builtInProfiles: BuiltInProfiles = {
  names: readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort(),
  read: (name) => readFile(new URL(`${name}.yaml`, FOLDER), "utf8"),
};
