/**
 * Who acts in the examples. Accounts are named by their role; machines, domains and addresses are those reserved for
 * documentation (RFC 2606, RFC 5737).
 */

const DOMAIN_SID = "S-1-5-21-1000000001-1000000002-1000000003";

/** @typedef {{ readonly name: string, readonly domain: string, readonly sid: string }} Account */

/** @satisfies {Readonly<Record<string, Account>>} */
export const ACCOUNTS = {
  system: { name: "SYSTEM", domain: "NT AUTHORITY", sid: "S-1-5-18" },
  localService: { name: "LOCAL SERVICE", domain: "NT AUTHORITY", sid: "S-1-5-19" },
  networkService: { name: "NETWORK SERVICE", domain: "NT AUTHORITY", sid: "S-1-5-20" },
  anonymous: { name: "ANONYMOUS LOGON", domain: "NT AUTHORITY", sid: "S-1-5-7" },
  developer: { name: "dev1", domain: "EXAMPLE", sid: `${DOMAIN_SID}-1104` },
  operator: { name: "ops1", domain: "EXAMPLE", sid: `${DOMAIN_SID}-1105` },
  clerk: { name: "clerk1", domain: "EXAMPLE", sid: `${DOMAIN_SID}-1106` },
  backup: { name: "svc-backup", domain: "EXAMPLE", sid: `${DOMAIN_SID}-1201` },
  deploy: { name: "svc-deploy", domain: "EXAMPLE", sid: `${DOMAIN_SID}-1202` },
};

/** The account of a machine: `HOST-07$`. @param {string} host @returns {Account} */
export function machineAccount(host) {
  return { name: `${host}$`, domain: "EXAMPLE", sid: `${DOMAIN_SID}-${2000 + Number(host.slice(-2))}` };
}

/** `DOMAIN\name`, as Sentinel's `Account` column has it. @param {Account} account */
export function qualified({ domain, name }) {
  return `${domain}\\${name}`;
}
