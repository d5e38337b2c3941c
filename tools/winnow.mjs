// `npm run -s winnow -- …`: the built command, with paths relative to where the user stands.
import { existsSync } from "node:fs";

const command = new URL("../packages/cli/dist/main.js", import.meta.url);
if (!existsSync(command)) {
  const { setup } = await import("./setup.mjs");
  if ((await setup()).failed > 0) process.exit(1);
}
process.chdir(process.env["INIT_CWD"] ?? ".");
await import(command.href);
