import type { AccountKind } from "../account.ts";

/** Well-known SIDs, whole or by their start, longest first. */
const BY_SID: readonly (readonly [pattern: RegExp, kind: AccountKind])[] = [
  [/^s-1-5-18$/, "system"],
  [/^s-1-5-(?:19|20)$/, "service"],
  [/^s-1-5-7$/, "anonymous"],
  [/^s-1-(?:0-0|1-0)$/, ""],
  [/^s-1-5-(?:80|82|83)(?:-|$)/, "service"],
  [/^s-1-5-(?:90|96)(?:-|$)/, "virtual"],
  [/^s-1-15-2(?:-|$)/, "virtual"],
  [/^s-1-5-21-[0-9-]+-500$/, "administrator"],
  [/^s-1-5-21-[0-9-]+-501$/, "guest"],
  [/^s-1-5-21-[0-9-]+-50[234]$/, "built-in"],
];

/** Names of the system's own accounts, in the languages in which Windows writes them. */
const BY_NAME: ReadonlyMap<string, AccountKind> = new Map<string, AccountKind>([
  ...named("system", ["system", "système", "sistema", "система", "rendszer", "systeem", "local system", "localsystem"]),
  ...named("service", [
    "local service",
    "network service",
    "localservice",
    "networkservice",
    "lokaler dienst",
    "netzwerkdienst",
    "service local",
    "service réseau",
    "servicio local",
    "servicio de red",
    "servizio locale",
    "servizio di rete",
    "serviço local",
    "serviço de rede",
    "iusr",
    "iwam",
    "defaultapppool",
  ]),
  ...named("anonymous", ["anonymous logon", "anonymous", "anonymous-anmeldung", "anonymous logon user"]),
  ...named("administrator", [
    "administrator",
    "administrateur",
    "administrador",
    "amministratore",
    "администратор",
    "administratör",
    "rendszergazda",
    "järjestelmänvalvoja",
  ]),
  ...named("guest", ["guest", "gast", "invité", "invitado", "ospite", "convidado", "гость"]),
  ...named("built-in", ["krbtgt", "defaultaccount", "wdagutilityaccount", "defaultuser0", "defaultuser1"]),
]);

function named(kind: AccountKind, names: readonly string[]): readonly (readonly [string, AccountKind])[] {
  return names.map((name) => [name, kind]);
}

const SERVICE_DOMAINS: ReadonlySet<string> = new Set(["nt service", "iis apppool", "nt virtual machine"]);
const VIRTUAL_DOMAINS: ReadonlySet<string> = new Set(["window manager", "font driver host"]);

/** What kind of account it is, from name, domain and SID, of which any may be missing. */
export function windowsAccount(name: string, domain: string, sid: string): AccountKind {
  const small = name.trim().toLowerCase();
  const realm = domain.trim().toLowerCase();
  const id = sid.trim().toLowerCase();
  const bySid = BY_SID.find(([pattern]) => pattern.test(id))?.[1];
  if (bySid !== undefined && bySid !== "") return bySid;
  if (small === "" || small === "-") return "";
  if (SERVICE_DOMAINS.has(realm)) return "service";
  if (VIRTUAL_DOMAINS.has(realm) || /^(?:dwm|umfd)-[0-9]+$/.test(small)) return "virtual";
  return BY_NAME.get(small) ?? (small.endsWith("$") ? "machine" : "human");
}
