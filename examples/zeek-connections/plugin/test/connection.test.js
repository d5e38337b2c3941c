import assert from "node:assert/strict";
import test from "node:test";
import { extractorChecks } from "@winnow/testkit";
import { fieldMap } from "../conn-log/field-map.js";
import { isOutside } from "../connection/addresses.js";
import { extractor } from "../connection/extractor.js";
import { mismatchOf } from "../connection/services.js";

const OUT = {
  "destination.ip": "203.0.113.9",
  "destination.port": "443",
  "network.protocol": "ssl",
  "source.ip": "10.0.0.4",
};

const checks = extractorChecks(extractor, {
  examples: [
    {
      event: { ...OUT, "source.bytes": "4200000000", "destination.bytes": "90000", "zeek.connection.state": "SF" },
      features: {
        sentAway: 3.6,
        sentBytes: "4.2 GB",
        outShare: 1,
        goesOutside: 1,
        stateWords: "completed",
        connectionFailed: 0,
        connectionBehaviour: "ssl outside",
        beacon: 0,
        serviceMismatch: 0,
      },
    },
    {
      event: {
        ...OUT,
        "zeek.pair.connections": "288",
        "zeek.pair.interval": "600",
        "zeek.pair.regularity": "1",
        "source.bytes": "310",
        "destination.bytes": "150",
      },
      features: { beacon: 1, pace: "every 600 s, 288 times", regularity: 1, sentAway: 0, outShare: 0.7 },
    },
    {
      event: { ...OUT, "zeek.connection.state": "REJ", "network.protocol": "" },
      features: { connectionFailed: 1, stateWords: "refused", connectionBehaviour: "tried in vain by 10.0.0.4" },
    },
    { event: { ...OUT, "network.protocol": "ssh" }, features: { serviceMismatch: 1, mismatch: "ssh at port 443" } },
    { event: {}, features: { bytesOut: 0, lasted: 0, outShare: 0.5, beacon: 0, goesOutside: 0, stateWords: "" } },
  ],
  fields: Object.keys(fieldMap.map.fields),
});

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);

test("knows which services are at home where", () => {
  assert.equal(mismatchOf("ssl", "443", 10), "");
  assert.equal(mismatchOf("ssl", "4444", 10), "ssl at port 4444");
  assert.equal(mismatchOf("ssl,http", "443", 10), "");
  assert.equal(mismatchOf("-ssl", "4444", 10), "");
  assert.equal(mismatchOf("", "443", 10), "port 443 without ssl");
  assert.equal(mismatchOf("", "443", 0), "");
  assert.equal(mismatchOf("", "50123", 10), "");
  assert.equal(mismatchOf("constructor", "443", 10), "");
});

test("takes Zeek's word for what is the own network, and looks at the address where it says nothing", () => {
  assert.equal(isOutside("203.0.113.9", "T"), false);
  assert.equal(isOutside("10.1.2.3", "F"), true);
  for (const ip of [
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "239.255.255.250",
    "::1",
    "fe80::1",
    "x",
    "",
  ]) {
    assert.equal(isOutside(ip, ""), false);
  }
  for (const ip of ["203.0.113.9", "172.32.0.1", "2001:db8::1"]) assert.equal(isOutside(ip, ""), true);
});
