import { resolve } from "node:path";
import { profileSchema } from "@winnow/orchestrator";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import { writeTextFile } from "../files.ts";
import type { Io } from "../io.ts";

/** `winnow schema`: the JSON Schema of profiles, for editors. */
export async function schemaCommand(out: string | undefined, io: Io): Promise<number> {
  const schema = `${JSON.stringify(profileSchema(await builtInRegistry()), null, 2)}\n`;
  if (out === undefined) io.stdout.write(schema);
  else await writeTextFile(resolve(out), schema, { overwrite: true });
  return EXIT.done;
}
