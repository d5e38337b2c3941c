import { describe, expect, it } from "vitest";
import { readAddress } from "../src/index.ts";

describe("addresses", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["::1", "loopback"],
    ["LOCAL", "loopback"],
    ["10.1.2.3", "private"],
    ["172.16.0.1", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["169.254.1.1", "link-local"],
    ["100.64.0.1", "shared"],
    ["8.8.8.8", "public"],
    ["0.0.0.0", "reserved"],
    ["224.0.0.1", "reserved"],
    ["fe80::1%eth0", "link-local"],
    ["fd00::1", "private"],
    ["2001:db8::1", "public"],
    ["[2001:db8::1]:22", "public"],
    ["::", "reserved"],
    ["ff02::1", "reserved"],
    ["300.1.1.1", "name"],
    ["1:2:3", "name"],
    ["1::2::3", "name"],
    ["host.example", "name"],
    ["-", ""],
    ["", ""],
  ])("%j is %j", (written, kind) => {
    expect(readAddress(written)).toEqual({ kind, mapped: false });
  });

  it.each([
    ["::ffff:10.0.0.1", "private"],
    ["::FFFF:8.8.8.8", "public"],
    ["::ffff:7f00:1", "loopback"],
  ])("%j is %j, mapped", (written, kind) => {
    expect(readAddress(written)).toEqual({ kind, mapped: true });
  });
});
