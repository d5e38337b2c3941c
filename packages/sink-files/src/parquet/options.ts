import { z } from "zod";
import { fileShape, type FileOptions } from "../options.ts";

export const parquetOptions: z.ZodType<FileOptions> = z.strictObject(fileShape);
