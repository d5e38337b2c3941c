import { resolve } from "node:path";
import { profileSchema } from "@winnow/orchestrator";
import { registryWith } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import { writeTextFile } from "../files.ts";
import type { Io } from "../io.ts";

export interface SchemaCommandOptions {
  readonly out?: string;
  readonly profile?: string;
}

/** `winnow schema`: the JSON Schema of profiles, for editors; with a profile, of its own plugins too. */
export async function schemaCommand({ out, profile }: SchemaCommandOptions, io: Io): Promise<number> {
  const schema = `${JSON.stringify(profileSchema(await registryWith(profile)), null, 2)}\n`;
  if (out === undefined) io.stdout.write(schema);
  else await writeTextFile(resolve(out), schema, { overwrite: true });
  return EXIT.done;
}
