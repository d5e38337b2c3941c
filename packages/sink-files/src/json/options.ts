import { z } from "zod";
import { fileShape, type FileOptions } from "../options.ts";

export const jsonOptions: z.ZodType<FileOptions> = z.strictObject(fileShape);
