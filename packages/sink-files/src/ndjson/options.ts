import { z } from "zod";
import { fileShape, type FileOptions } from "../options.ts";

export const ndjsonOptions: z.ZodType<FileOptions> = z.strictObject(fileShape);
