import { remembering } from "./remember.ts";

/**
 * Where an address is from: this host, its own link, a private network, the Internet (`public`). `shared` is a
 * carrier's (100.64.0.0/10), `reserved` none that a host could have, `name` not an address at all.
 */
export type AddressKind = "loopback" | "link-local" | "private" | "shared" | "public" | "reserved" | "name" | "";

export interface Address {
  readonly kind: AddressKind;
  /** Written as IPv6 with an IPv4 address inside, ::ffff:10.0.0.1; the kind is that of the address inside. */
  readonly mapped: boolean;
}

const NONE: Address = { kind: "", mapped: false };

/** Reads an address as logs write it: with brackets or a zone, `-` for none, `LOCAL` for this host. */
export const readAddress: (written: string) => Address = remembering((written) => {
  const text = written
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\](?::[0-9]+)?$/, "$1")
    .replace(/%.*$/, "");
  if (text === "" || text === "-" || text === "?" || text === "unknown") return NONE;
  if (text === "local" || text === "localhost") return { kind: "loopback", mapped: false };
  const four = readIpv4(text);
  if (four !== undefined) return { kind: ofIpv4(four), mapped: false };
  const six = readIpv6(text);
  if (six === undefined) return { kind: "name", mapped: false };
  if (six.slice(0, 5).every((part) => part === 0) && six[5] === 0xffff) {
    return { kind: ofIpv4([six[6]! >> 8, six[6]! & 255, six[7]! >> 8, six[7]! & 255]), mapped: true };
  }
  return { kind: ofIpv6(six), mapped: false };
});

function readIpv4(text: string): readonly number[] | undefined {
  if (!/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split(".").map(Number);
  return parts.every((part) => part < 256) ? parts : undefined;
}

function ofIpv4([a, b]: readonly number[]): AddressKind {
  if (a === 127) return "loopback";
  if (a === 10 || (a === 172 && b! >= 16 && b! < 32) || (a === 192 && b === 168)) return "private";
  if (a === 169 && b === 254) return "link-local";
  if (a === 100 && b! >= 64 && b! < 128) return "shared";
  return a === 0 || a! >= 224 ? "reserved" : "public";
}

/** The eight parts of an IPv6 address, the last two of which may be written as IPv4. */
function readIpv6(text: string): readonly number[] | undefined {
  if (text.length > 45 || !/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(text)) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(readParts);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const missing = 8 - head.length - tail!.length;
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...tail!];
}

function readParts(text: string): number[] | undefined {
  const parts: number[] = [];
  for (const part of text === "" ? [] : text.split(":")) {
    const four = readIpv4(part);
    if (four !== undefined) parts.push(four[0]! * 256 + four[1]!, four[2]! * 256 + four[3]!);
    else if (/^[0-9a-f]{1,4}$/.test(part)) parts.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return parts;
}

function ofIpv6(parts: readonly number[]): AddressKind {
  const first = parts[0]!;
  if (parts.slice(0, 7).every((part) => part === 0)) return parts[7] === 1 ? "loopback" : "reserved";
  if (first >= 0xfe80 && first < 0xfec0) return "link-local";
  if (first >= 0xfc00 && first < 0xfe00) return "private";
  return first >= 0xff00 ? "reserved" : "public";
}
