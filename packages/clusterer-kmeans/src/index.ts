import type { ClustererPlugin } from "@winnow/core";
import { kmeansPlugin } from "./kmeans/plugin.ts";

export type { KmeansOptions } from "./kmeans/options.ts";

export const plugins: readonly ClustererPlugin[] = [kmeansPlugin];
