import { defineExtractor, pickFeatures, type ExtractorPlugin } from "@winnow/core";
import { PROCESS_FEATURES } from "./features.ts";
import { windowsProcessOptions, type WindowsProcessOptions } from "./options.ts";

const name = "windows-process";

/** Features of process starts: msticpy's own, under its names and with its values, and what a hunter looks at. */
export const windowsProcess: ExtractorPlugin<WindowsProcessOptions> = defineExtractor({
  name,
  summary: "Windows process starts: place, look-alikes, tools, command template, account, session and rights",
  accepts: ["process"],
  options: windowsProcessOptions,
  catalogue: PROCESS_FEATURES,
  features: ({ pick }) => pickFeatures(name, PROCESS_FEATURES, pick),
});
