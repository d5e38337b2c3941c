/** The ways in. Addresses are those reserved for documentation: 192.0.2.0/24 stands for the inside. */

/** @typedef {import("../server.mjs").Route} Route */

/** @type {Route} */
export const SERVICE = {
  type: 5,
  process: "Advapi  ",
  package: "Negotiate",
  program: "C:\\Windows\\System32\\services.exe",
};

/** @type {Route} */
export const BATCH = {
  type: 4,
  process: "Advapi  ",
  package: "Negotiate",
  program: "C:\\Windows\\System32\\svchost.exe",
};

/** @type {Route} */
export const CONSOLE = {
  type: 2,
  process: "User32 ",
  package: "Negotiate",
  program: "C:\\Windows\\System32\\winlogon.exe",
};

/** @type {Route} */
export const UNLOCK = { ...CONSOLE, type: 7 };

/** A member of the domain, by its number. @param {number} number @returns {Route} */
export function kerberosFrom(number) {
  return { type: 3, process: "Kerberos", package: "Kerberos", from: { address: `192.0.2.${number}`, host: "-" } };
}

/** @param {string} address @param {string} host @returns {Route} */
export function ntlmFrom(address, host) {
  return { type: 3, process: "NtLmSsp ", package: "NTLM", from: { address, host } };
}

/** @param {string} address @param {string} host @returns {Route} */
export function remoteDesktopFrom(address, host) {
  return {
    type: 10,
    process: "User32 ",
    package: "Negotiate",
    from: { address, host },
    program: "C:\\Windows\\System32\\svchost.exe",
  };
}
