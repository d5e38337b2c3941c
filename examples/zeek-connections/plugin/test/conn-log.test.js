import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { connectorChecks } from "@winnow/testkit";
import { connector } from "../conn-log/connector.js";
import { paceOf } from "../conn-log/pace.js";
import { createParser } from "../conn-log/parser.js";

const FIELDS = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service orig_bytes conn_state tunnel_parents vlan";
const HEADER = [
  String.raw`#separator \x09`,
  "#set_separator\t,",
  "#empty_field\t(empty)",
  "#unset_field\t-",
  "#path\tconn",
  `#fields\t${FIELDS.replaceAll(" ", "\t")}`,
];
const line = (/** @type {readonly (string | number)[]} */ ...values) => values.join("\t");
const FIRST = line(1772431200.5, "C1", "192.0.2.4", 50001, "203.0.113.9", 443, "tcp", "ssl", 900, "SF", "(empty)", "-");
const SECOND = line(1772431260.5, "C2", "192.0.2.4", 50002, "203.0.113.9", 443, "tcp", "-", "-", "S0", "(empty)", 7);
const AS_JSON = JSON.stringify({
  ts: "2026-03-02T06:02:00.500000Z",
  uid: "C3",
  "id.orig_h": "192.0.2.4",
  "id.orig_p": 50003,
  "id.resp_h": "203.0.113.9",
  "id.resp_p": 443,
  proto: "tcp",
  local_resp: false,
  conn_state: "REJ",
});

const SHARED = {
  "id.orig_h": "192.0.2.4",
  "id.resp_h": "203.0.113.9",
  "id.resp_p": "443",
  proto: "tcp",
  pair_connections: "3",
};
const EVENTS = [
  {
    ...SHARED,
    ts: "1772431200.5",
    uid: "C1",
    "id.orig_p": "50001",
    service: "ssl",
    orig_bytes: "900",
    conn_state: "SF",
  },
  { ...SHARED, ts: "1772431260.5", uid: "C2", "id.orig_p": "50002", conn_state: "S0", rest: '{"vlan":"7"}' },
  { ...SHARED, ts: "2026-03-02T06:02:00.500000Z", uid: "C3", "id.orig_p": "50003", local_resp: "F", conn_state: "REJ" },
];

const directory = mkdtempSync(join(tmpdir(), "winnow-zeek-"));
const write = (/** @type {string} */ name, /** @type {string | Uint8Array} */ content) =>
  writeFileSync(join(directory, name), content);
const whole = [...HEADER, FIRST, SECOND, "#close\t2026-03-02-07-00-00", AS_JSON, ""].join("\n");
write("conn.log", whole);
write("conn.log.gz", gzipSync(whole));
write("empty.log", `${HEADER.join("\n")}\n`);
write("damaged.log", [FIRST, ...HEADER, FIRST, "1772431200.5\tC9", SECOND, '{"ts":', AS_JSON].join("\n"));
write("cut.gz", gzipSync(whole.repeat(500)).subarray(0, 400));

for (const path of ["conn.log", ["conn.log.gz"]]) {
  const checks = connectorChecks(connector, {
    directory,
    options: { path },
    gives: "stream",
    events: EVENTS,
    empty: { path: "empty.log" },
    unreadable: { options: { path: "damaged.log" }, events: EVENTS, rejected: 3 },
    broken: [{ path: "missing.log" }, { path: "." }, { path: "cut.gz" }],
  });
  for (const { id, must, run } of checks) test(`${path}: ${id}: ${must}`, run);
}

test("knows a pace from four meetings on, whatever their order", () => {
  assert.deepEqual(paceOf([0, 60, 120]), { connections: 3 });
  assert.deepEqual(paceOf([180, 0, 120, 60]), { connections: 4, interval: 60, regularity: 1 });
  assert.deepEqual(paceOf([0, 61, 119, 181, 240]), { connections: 5, interval: 60, regularity: 1 });
  assert.deepEqual(paceOf([0, 10, 300, 310, 900]), { connections: 5, interval: 150, regularity: 0.1 });
  assert.deepEqual(paceOf([5, 5, 5, 5]), { connections: 4 });
});

test("says why a line is no connection", () => {
  const parse = createParser();
  assert.equal(parse(FIRST), "no #fields header before it");
  for (const text of HEADER) assert.equal(parse(text), undefined);
  assert.equal(parse("a\tb"), "2 values under 12 columns");
  assert.equal(parse(FIRST.replace("192.0.2.4", "-")), "no id.orig_h");
  assert.equal(parse(FIRST.replace("1772431200.5", "soon")), "the time cannot be read");
  assert.equal(parse("{"), "not JSON");
});

test("refuses a header of thousands of columns, and what stands under it", () => {
  const parse = createParser();
  assert.equal(parse(`#fields${"\tx".repeat(5000)}`), "a header with more columns than a conn.log has");
  assert.equal(parse("x"), "a header with more columns than a conn.log has");
});

test("undoes what Zeek writes for bytes that would break a line up", () => {
  const parse = createParser();
  for (const text of HEADER) parse(text);
  const found = parse(FIRST.replace("C1", String.raw`C\x09\xc3\xa9`));
  if (typeof found !== "object") throw new Error(`${found}`);
  assert.equal(found.uid, "C\t\u00e9");
});
