// `npm start`: installs, builds and runs the main job on the bundled example.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./run-command.mjs";
import { setup } from "./setup.mjs";

if ((await setup()).failed > 0) process.exit(1);

const example = "examples/windows-processes";
const out = join("out", "windows-processes");
const { status } = spawnSync(
  process.execPath,
  [join(root, "packages/cli/dist/main.js"), "run", join(example, "profile.yaml"), "--out", out],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
);
if (status === 0) {
  console.log(
    `\nHere, \`winnow\` is \`npm run -s winnow --\`: npm run -s winnow -- open ${out}\n` +
      `The example is in ${example}. Your own events: npm run -s winnow -- run windows-processes FILE.csv`,
  );
}
process.exitCode = status ?? 1;
