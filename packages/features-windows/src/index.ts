import { windowsLogon } from "./logon/plugin.ts";
import { windowsProcess } from "./process/plugin.ts";

/** The extractors of this package. */
export const plugins: readonly [typeof windowsProcess, typeof windowsLogon] = [windowsProcess, windowsLogon];

export type { WindowsLogonOptions } from "./logon/options.ts";
export type { WindowsProcessOptions } from "./process/options.ts";
export { windowsLogon, windowsProcess };
