import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../../shared/", import.meta.url));

/** Data beside the repository that some tests compare with; they are skipped where it is absent. */
export const shared: { readonly present: boolean; readonly path: (name: string) => string; readonly why: string } = {
  present: existsSync(folder),
  path: (name) => folder + name,
  why: existsSync(folder) ? "" : " (skipped: ../shared is not there)",
};
