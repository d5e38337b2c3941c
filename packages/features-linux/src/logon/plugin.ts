import { defineExtractor, pickFeatures, type ExtractorPlugin } from "@winnow/core";
import { LOGON_FEATURES } from "./features.ts";
import { linuxLogonOptions, type LinuxLogonOptions } from "./options.ts";

const name = "linux-logon";

/** Features of logons as sshd, sudo, PAM and audit record them. */
export const linuxLogon: ExtractorPlugin<LinuxLogonOptions> = defineExtractor({
  name,
  summary: "Linux logons: account and its kind, source, method, failure reason, hour",
  accepts: ["logon"],
  options: linuxLogonOptions,
  catalogue: LOGON_FEATURES,
  features: ({ pick }) => pickFeatures(name, LOGON_FEATURES, pick),
});
