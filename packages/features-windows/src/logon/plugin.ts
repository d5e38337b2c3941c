import { defineExtractor, pickFeatures, type ExtractorPlugin } from "@winnow/core";
import { LOGON_FEATURES } from "./features.ts";
import { windowsLogonOptions, type WindowsLogonOptions } from "./options.ts";

const name = "windows-logon";

/** Features of logons, the notebook's own among them under its names and with its values. */
export const windowsLogon: ExtractorPlugin<WindowsLogonOptions> = defineExtractor({
  name,
  summary: "Windows logons: account and its kind, type, source, authentication, failure reason, hour",
  accepts: ["logon"],
  options: windowsLogonOptions,
  catalogue: LOGON_FEATURES,
  features: ({ pick }) => pickFeatures(name, LOGON_FEATURES, pick),
});
