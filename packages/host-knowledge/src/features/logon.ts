import type { ExpressionInput, Feature, Value } from "@winnow/core";
import { readAddress, type AddressKind } from "../address.ts";
import { ofText } from "./value.ts";

/** Addresses from which nobody but the host itself, or its neighbours, logs on. */
const NEAR: ReadonlySet<AddressKind> = new Set<AddressKind>(["", "loopback", "link-local", "private"]);

/** Where a logon came from, and whether it failed. */
export function sourceFeatures(): readonly Feature[] {
  const source: ExpressionInput = { optional: "source.ip" };
  const ofSource = (tell: (kind: AddressKind) => Value): Feature["value"] =>
    ofText(source, (written) => tell(readAddress(written).kind));
  return [
    {
      name: "sourceKind",
      unit: "text",
      doc: "Kind of the source address: loopback, link-local, private, shared, public, reserved, or name where it is none; an IPv4 address written as IPv6 counts as itself; empty where it is missing.",
      value: ofSource((kind) => kind),
    },
    {
      name: "sourcePublic",
      unit: "flag",
      doc: "1 where the source address is of the Internet, else 0; 0 where it is missing.",
      says: "came from the Internet",
      value: ofSource((kind) => (kind === "public" ? 1 : 0)),
    },
    {
      name: "sourceRemote",
      unit: "flag",
      doc: "1 where the source address is neither this host's nor of a private network, else 0; 0 where it is missing.",
      value: ofSource((kind) => (NEAR.has(kind) ? 0 : 1)),
    },
    {
      name: "sourceMapped",
      unit: "flag",
      doc: "1 where the source address is IPv4 written as IPv6 (::ffff:10.0.0.1), else 0; 0 where it is missing.",
      value: ofText(source, (written) => (readAddress(written).mapped ? 1 : 0)),
    },
  ];
}
