import { linuxLogon } from "./logon/plugin.ts";
import { linuxProcess } from "./process/plugin.ts";

/** The extractors of this package. */
export const plugins: readonly [typeof linuxProcess, typeof linuxLogon] = [linuxProcess, linuxLogon];

export type { LinuxLogonOptions } from "./logon/options.ts";
export type { LinuxProcessOptions } from "./process/options.ts";
export { linuxLogon, linuxProcess };
