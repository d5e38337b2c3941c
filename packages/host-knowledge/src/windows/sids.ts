/** SIDs that mean the same on every machine ([MS-DTYP] 2.4.2.4), as Windows names them. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ["S-1-0-0", "Nobody (null SID)"],
  ["S-1-1-0", "Everyone"],
  ["S-1-2-0", "Local"],
  ["S-1-2-1", "Console Logon"],
  ["S-1-3-0", "Creator Owner"],
  ["S-1-3-1", "Creator Group"],
  ["S-1-3-4", "Owner Rights"],
  ["S-1-5-1", "Dialup"],
  ["S-1-5-2", "Network"],
  ["S-1-5-3", "Batch"],
  ["S-1-5-4", "Interactive"],
  ["S-1-5-6", "Service"],
  ["S-1-5-7", "Anonymous"],
  ["S-1-5-8", "Proxy"],
  ["S-1-5-9", "Enterprise Domain Controllers"],
  ["S-1-5-10", "Self"],
  ["S-1-5-11", "Authenticated Users"],
  ["S-1-5-12", "Restricted"],
  ["S-1-5-13", "Terminal Server Users"],
  ["S-1-5-14", "Remote Interactive Logon"],
  ["S-1-5-15", "This Organization"],
  ["S-1-5-17", "IUSR (web server, anonymous)"],
  ["S-1-5-18", "Local System"],
  ["S-1-5-19", "Local Service"],
  ["S-1-5-20", "Network Service"],
  ["S-1-5-32-544", "Administrators, built-in group"],
  ["S-1-5-32-545", "Users, built-in group"],
  ["S-1-5-32-546", "Guests, built-in group"],
  ["S-1-5-32-547", "Power Users, built-in group"],
  ["S-1-5-32-548", "Account Operators, built-in group"],
  ["S-1-5-32-549", "Server Operators, built-in group"],
  ["S-1-5-32-550", "Print Operators, built-in group"],
  ["S-1-5-32-551", "Backup Operators, built-in group"],
  ["S-1-5-32-552", "Replicators, built-in group"],
  ["S-1-5-32-555", "Remote Desktop Users, built-in group"],
  ["S-1-5-32-580", "Remote Management Users, built-in group"],
  ["S-1-5-113", "Local account"],
  ["S-1-5-114", "Local account and member of Administrators group"],
  ["S-1-18-1", "Authentication authority asserted identity"],
  ["S-1-18-2", "Service asserted identity"],
]);

/** What accounts and groups of any machine or domain are, by the last number of their SID. */
const BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [500, "Administrator, built-in account"],
  [501, "Guest, built-in account"],
  [502, "krbtgt (key of the domain's tickets)"],
  [503, "DefaultAccount, built-in account"],
  [504, "WDAGUtilityAccount, built-in account"],
  [512, "Domain Admins"],
  [513, "Domain Users"],
  [514, "Domain Guests"],
  [515, "Domain Computers"],
  [516, "Domain Controllers"],
  [517, "Cert Publishers"],
  [518, "Schema Admins"],
  [519, "Enterprise Admins"],
  [520, "Group Policy Creator Owners"],
  [521, "Read-only Domain Controllers"],
  [522, "Cloneable Domain Controllers"],
  [525, "Protected Users"],
  [526, "Key Admins"],
  [527, "Enterprise Key Admins"],
  [553, "RAS and IAS Servers"],
  [571, "Allowed RODC Password Replication Group"],
  [572, "Denied RODC Password Replication Group"],
]);

/** What the first numbers tell where the whole is not known. */
const BY_START: readonly (readonly [start: string, what: string])[] = [
  ["S-1-5-5-", "Logon session"],
  ["S-1-5-64-", "Authentication package"],
  ["S-1-5-80-", "Service account (NT SERVICE)"],
  ["S-1-5-82-", "Application pool of the web server (IIS APPPOOL)"],
  ["S-1-5-83-", "Virtual machine (NT VIRTUAL MACHINE)"],
  ["S-1-5-90-", "Window manager (virtual account)"],
  ["S-1-5-96-", "Font driver host (virtual account)"],
  ["S-1-12-1-", "Account of Microsoft Entra ID"],
  ["S-1-15-2-", "App container"],
  ["S-1-15-3-", "Capability of an app"],
];

const ACCOUNT = /^S-1-5-21-[0-9]+-[0-9]+-[0-9]+-([0-9]{1,10})$/;
/** From this number on, machines and domains count the accounts that were made later. */
const FIRST_OWN = 1000;

/** What a SID stands for on any machine, in a few words; empty where it is none, or says nothing by itself. */
export function describeSid(sid: string): string {
  const written = sid.trim().toUpperCase();
  const known = WELL_KNOWN.get(written);
  if (known !== undefined) return known;
  const number = ACCOUNT.exec(written)?.[1];
  if (number !== undefined)
    return BY_NUMBER.get(Number(number)) ?? (Number(number) >= FIRST_OWN ? `Account or group number ${number}` : "");
  return BY_START.find(([start]) => written.startsWith(start))?.[1] ?? "";
}
