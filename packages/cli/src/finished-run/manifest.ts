import { readFile } from "node:fs/promises";
import type { Manifest } from "@winnow/core";
import { badManifest } from "../errors.ts";

/** @throws `WN2011` for anything but the manifest of a run */
export async function readManifest(path: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
    if (typeof manifest.profile.document === "object" && Array.isArray(manifest.inputs)) return manifest;
  } catch (cause) {
    throw badManifest({ path }, { cause });
  }
  throw badManifest({ path });
}
