/** Names of the Windows logon types. */
export const LOGON_TYPE_NAMES: Readonly<Record<string, string>> = {
  "0": "System",
  "2": "Interactive",
  "3": "Network",
  "4": "Batch",
  "5": "Service",
  "6": "Proxy",
  "7": "Unlock",
  "8": "NetworkCleartext",
  "9": "NewCredentials",
  "10": "RemoteInteractive",
  "11": "CachedInteractive",
  "12": "CachedRemoteInteractive",
  "13": "CachedUnlock",
};

/** Why a logon failed: NTSTATUS codes, in small letters without leading zeros, and the security log's own messages. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["0xc000005e", "no logon server"],
  ["0xc0000064", "no such user"],
  ["0xc000006a", "wrong password"],
  ["0xc000006c", "password against policy"],
  ["0xc000006d", "wrong user or password"],
  ["0xc000006e", "account restriction"],
  ["0xc000006f", "outside allowed hours"],
  ["0xc0000070", "workstation not allowed"],
  ["0xc0000071", "password expired"],
  ["0xc0000072", "account disabled"],
  ["0xc00000dc", "server in the wrong state"],
  ["0xc0000133", "clocks differ"],
  ["0xc000015b", "logon type not granted"],
  ["0xc000018a", "no trust with the workstation"],
  ["0xc000018b", "no machine account"],
  ["0xc000018c", "no trust with the domain"],
  ["0xc000018d", "no trust with the domain"],
  ["0xc0000192", "logon service not started"],
  ["0xc0000193", "account expired"],
  ["0xc0000224", "password must be changed"],
  ["0xc0000225", "user not found"],
  ["0xc0000234", "account locked out"],
  ["0xc00002ee", "unspecified error"],
  ["0xc0000371", "no local account data"],
  ["0xc0000380", "wrong PIN of the smart card"],
  ["0xc0000388", "downgrade detected"],
  ["0xc0000413", "authentication firewall"],
  ["%%2304", "unspecified error"],
  ["%%2305", "account expired"],
  ["%%2306", "logon service not started"],
  ["%%2307", "account locked out"],
  ["%%2308", "logon type not granted"],
  ["%%2309", "password expired"],
  ["%%2310", "account disabled"],
  ["%%2311", "outside allowed hours"],
  ["%%2312", "workstation not allowed"],
  ["%%2313", "wrong user or password"],
]);

/** The first of several codes (sub-status, status, message) that says why a logon failed; the last as written, else. */
export function windowsFailureReason(codes: readonly string[]): string {
  let written = "";
  for (const code of codes) {
    const small = hexadecimal(code.trim().toLowerCase());
    const known = REASONS.get(small);
    if (known !== undefined) return known;
    if (small !== "" && small !== "-" && small !== "0x0") written = code.trim();
  }
  return written;
}

/** `0xC000006D`, `0x00000000` and the same in decimal, signed or not, in one spelling. */
function hexadecimal(code: string): string {
  if (/^0x[0-9a-f]{1,8}$/.test(code)) return `0x${Number(code).toString(16)}`;
  if (/^-?[0-9]{5,10}$/.test(code)) return `0x${(Number(code) >>> 0).toString(16)}`;
  return code;
}
