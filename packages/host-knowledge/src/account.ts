/**
 * What kind of account acts: the system itself, a service, the machine in its domain, one that Windows makes for its
 * own windows (`virtual`), nobody (`anonymous`), the built-in administrator (root), the guest, another built-in one, or
 * a person. Empty where the event names none.
 */
export type AccountKind =
  | "system"
  | "service"
  | "machine"
  | "virtual"
  | "anonymous"
  | "administrator"
  | "guest"
  | "built-in"
  | "human"
  | "";

/** Finds out the kind from name, domain and id (SID or uid), of which any may be missing (empty). */
export type AccountReader = (name: string, domain: string, id: string) => AccountKind;
