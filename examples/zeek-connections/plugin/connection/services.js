// @ts-check

/**
 * Ports at which a service is at home, by Zeek's name for it.
 * https://www.iana.org/assignments/service-names-port-numbers
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const PORTS = {
  dns: ["53", "5353", "5355"],
  dhcp: ["67", "68"],
  ftp: ["21"],
  http: ["80", "8000", "8008", "8080", "8888"],
  imap: ["143", "993"],
  irc: ["6667", "6697"],
  krb: ["88"],
  ldap: ["389", "636", "3268"],
  mysql: ["3306"],
  ntp: ["123"],
  pop3: ["110", "995"],
  postgresql: ["5432"],
  quic: ["443"],
  rdp: ["3389"],
  sip: ["5060", "5061"],
  smb: ["139", "445"],
  smtp: ["25", "465", "587"],
  snmp: ["161", "162"],
  ssh: ["22"],
  ssl: ["443", "465", "563", "636", "853", "989", "990", "993", "995", "5061", "8443"],
  syslog: ["514"],
};

/** What is spoken at a port that belongs to a service; where it is not, somebody uses the hole in the firewall. */
const EXPECTED = new Map([
  ["22", ["ssh"]],
  ["25", ["smtp"]],
  ["53", ["dns"]],
  ["80", ["http"]],
  ["443", ["ssl", "quic", "http"]],
  ["445", ["smb", "gssapi", "ntlm", "krb"]],
]);

/**
 * In what service and port do not go together; empty where they do, or where nobody knows.
 * @param {string} service as Zeek names them, several with commas between; empty where it recognised none
 * @param {string} port
 * @param {number} bytes that were sent in all: of an empty connection nothing can be recognised
 */
export function mismatchOf(service, port, bytes) {
  // Zeek writes a minus before services that it took back.
  const named = service.split(",").filter((name) => name !== "" && !name.startsWith("-"));
  const expected = EXPECTED.get(port);
  if (named.length === 0) {
    return expected !== undefined && bytes > 0 ? `port ${port} without ${expected[0]}` : "";
  }
  if (expected !== undefined && named.some((name) => expected.includes(name))) return "";
  const stray = named.find((name) => Object.hasOwn(PORTS, name) && !PORTS[name]?.includes(port));
  return stray === undefined ? "" : `${stray} at port ${port}`;
}
