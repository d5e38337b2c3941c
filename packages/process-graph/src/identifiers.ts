const HEXADECIMAL = /^0x[0-9a-f]+$/;
const DECIMAL = /^[0-9]+$/;
const NOBODY = /^[{(]?[0-]*[)}]?$/;

/** One key for a host and an id on it: no other pair has the same, whatever the texts hold. */
export function keyOn(host: string, id: string): string {
  return `${host.length} ${host}${id}`;
}

/** Host names are one, however their letters are written. */
export function hostKey(host: string): string {
  return host.trim().toLowerCase();
}

/**
 * A number's decimal digits, however it was written: `500`, `0500`, `0x1f4`, `0x00000000000001F4`. Other text stays
 * what it is, in small letters.
 */
export function numberKey(text: string): string {
  const trimmed = text.trim().toLowerCase();
  if (!DECIMAL.test(trimmed) && !HEXADECIMAL.test(trimmed)) return trimmed === "-" ? "" : trimmed;
  const number = Number(trimmed);
  return Number.isSafeInteger(number) ? String(number) : bigKey(trimmed);
}

/** Numbers beyond 2^53. What no computer counts to stays text: making a number of it would take its time. */
function bigKey(text: string): string {
  return text.length > 40 ? text : BigInt(text).toString();
}

/** A unique id of a process; empty where the source wrote zeros for want of one. */
export function entityKey(id: string | undefined): string {
  if (id === undefined) return "";
  const trimmed = id.trim().toLowerCase();
  return NOBODY.test(trimmed) ? "" : trimmed;
}

/** Sessions that Windows makes at its own start and that have the same id on every machine (winnt.h). */
const WINDOWS_SESSIONS: ReadonlyMap<string, string> = new Map([
  ["994", "PROTECTED TO SYSTEM"],
  ["995", "IUSR"],
  ["996", "NETWORK SERVICE"],
  ["997", "LOCAL SERVICE"],
  ["998", "ANONYMOUS LOGON"],
  ["999", "SYSTEM"],
]);

/** −1 without its sign, as Linux audit writes it: nobody logged on. What services run in. */
const UNSET = "4294967295";

/** A logon session's id: decimal digits, or text where it is no number; empty where there is no session. */
export function sessionKey(id: string | undefined): string {
  const key = numberKey(id ?? "");
  if (key === "0") return "";
  return key === "-1" || key === "unset" ? UNSET : key;
}

/**
 * What a session is called that every machine has; `undefined` for one that somebody logged on to.
 *
 * @param windows whether the host runs Windows: on Linux, 999 is a number as any other
 */
export function wellKnownSession(key: string, windows: boolean): string | undefined {
  if (key === UNSET) return "no logon";
  return windows ? WINDOWS_SESSIONS.get(key) : undefined;
}
