import type { Feature } from "@winnow/core";

/**
 * Sessions of the local system: 0x3e7 as the security log, Sysmon and Defender (in decimal) write it, and -1, which
 * Linux audit records with their session read as a signed number bear.
 */
const SYSTEM_SESSIONS = ["0x3e7", "0x3E7", "999", "-1"];

export const WINDOWS_SYSTEM_SESSION: Feature = {
  name: "isSystemSession",
  unit: "flag",
  doc: "1 where the program was started from the local system's session, else 0; 0 where the session is missing.",
  value: { flag: { oneOf: ["winlog.logon.id", SYSTEM_SESSIONS] } },
};

/** No login session, as audit writes it: −1, unsigned or signed. Services run in it, and nobody who logged on. */
export const NO_LINUX_SESSION: readonly string[] = ["4294967295", "-1"];

export const LINUX_SYSTEM_SESSION: Feature = {
  name: "isSystemSession",
  unit: "flag",
  doc: "1 where the program was started outside every login session, else 0; 0 where the session is missing.",
  value: { flag: { oneOf: [{ optional: "winlog.logon.id" }, [...NO_LINUX_SESSION]] } },
};
