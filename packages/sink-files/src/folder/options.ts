import { z } from "zod";

/** Options of the `folder` sink: it has none. */
export type FolderOptions = Record<string, never>;

export const folderOptions: z.ZodType<FolderOptions> = z.strictObject({});
