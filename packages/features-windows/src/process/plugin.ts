import { defineExtractor, pickFeatures, type ExtractorPlugin } from "@winnow/core";
import { PROCESS_FEATURES } from "./features.ts";
import { windowsProcessOptions, type WindowsProcessOptions } from "./options.ts";

const name = "windows-process";

/** Features of process starts, each under the name and with the value that msticpy's event clustering gives it. */
export const windowsProcess: ExtractorPlugin<WindowsProcessOptions> = defineExtractor({
  name,
  summary: "Process starts: path, command line and session as numbers, program and parent as text",
  accepts: ["process"],
  options: windowsProcessOptions,
  catalogue: PROCESS_FEATURES,
  features: ({ pick }) => pickFeatures(name, PROCESS_FEATURES, pick),
});
