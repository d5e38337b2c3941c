import { defineExtractor, pickFeatures, type ExtractorPlugin } from "@winnow/core";
import { PROCESS_FEATURES } from "./features.ts";
import { linuxProcessOptions, type LinuxProcessOptions } from "./options.ts";

const name = "linux-process";

/** Features of process starts: msticpy's own, and what a hunter looks at. */
export const linuxProcess: ExtractorPlugin<LinuxProcessOptions> = defineExtractor({
  name,
  summary: "Linux process starts: place, look-alikes, tools, command template, account and session",
  accepts: ["process"],
  options: linuxProcessOptions,
  catalogue: PROCESS_FEATURES,
  features: ({ pick }) => pickFeatures(name, PROCESS_FEATURES, pick),
});
