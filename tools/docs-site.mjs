// npm run docs:site: builds the pages of docs/ as a site, into docs/.vitepress/dist. A dead link fails the build.
// DOCS_BASE=/path/ where it is served under a path; DOCS_REPOSITORY=https://… for links to files of the repository.
import { step } from "./step.mjs";
import { runCommand } from "./run-command.mjs";

process.exitCode = (await step("docs site", () => runCommand(["vitepress", "build", "docs"]))) ? 0 : 1;
