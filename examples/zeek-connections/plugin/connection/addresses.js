// @ts-check
import { BlockList, isIP } from "node:net";

/** Addresses of private networks, of the host itself, and of nobody in particular (RFC 6890, RFC 4193). */
const INSIDE = new BlockList();
for (const [network, prefix] of /** @type {const} */ ([
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
])) {
  INSIDE.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of /** @type {const} */ ([
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
])) {
  INSIDE.addSubnet(network, prefix, "ipv6");
}

/**
 * Whether an address is not of the own network: by Zeek's word (`local_resp`, T or F), and where it says nothing by the
 * address. What is no address is not outside.
 * @param {string} ip
 * @param {string} local
 */
export function isOutside(ip, local) {
  if (local === "T" || local === "F") return local === "F";
  const version = isIP(ip);
  return version !== 0 && !INSIDE.check(ip, version === 4 ? "ipv4" : "ipv6");
}
