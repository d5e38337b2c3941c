import { z } from "zod";
import { filePath } from "../options.ts";

/** Options of the `processes` sink. */
export interface ProcessesOptions {
  /** File to write, relative to the run's output directory. */
  readonly path: string;
  readonly format: "json" | "graphml";
}

export const processesOptions: z.ZodType<ProcessesOptions> = z.strictObject({
  path: filePath,
  format: z
    .enum(["json", "graphml"])
    .default("json")
    .describe("How to write the graph: as JSON that graphology reads, or as GraphML for graph viewers."),
});
