import { defineError, type ErrorFactory } from "@winnow/core";

export const notEvtx: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1550",
  summary: "A file that should be a Windows event log (EVTX) does not begin like one.",
  message: () => "this is no Windows event log: its first bytes are not those of an EVTX file",
  hint: () => "Copy the file again, or export the log with: wevtutil epl Security security.evtx",
});

export const damagedArchive: ErrorFactory<{ name: string; reason: string }> = defineError({
  code: "WN1552",
  summary: "A zip archive is damaged or cut off.",
  message: ({ name, reason }) => `${name} cannot be unpacked: ${reason}`,
  hint: () => "The file is damaged or was not copied to its end. Copy or export it again.",
});
