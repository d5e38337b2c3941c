import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { connectorChecks } from "@winnow/testkit";
import { connector } from "../access-log/connector.js";
import { COLUMNS, parseLine } from "../access-log/line.js";

const COMBINED =
  '192.0.2.7 - alice [02/Mar/2026:06:14:05 +0100] "GET /a?b=1 HTTP/1.1" 200 512 "https://example.com/" "curl/8.5.0"';
const JSON_LINE =
  '{"time_iso8601":"2026-03-02T06:14:06+01:00","remote_addr":"192.0.2.8","request":"POST /login HTTP/2.0","status":302,"body_bytes_sent":0,"http_user_agent":"Wget/1.21.3","tls":"TLSv1.3"}';

const EVENTS = [
  {
    time: "2026-03-02T06:14:05+01:00",
    client: "192.0.2.7",
    user: "alice",
    method: "GET",
    path: "/a?b=1",
    protocol: "HTTP/1.1",
    status: "200",
    bytes: "512",
    referer: "https://example.com/",
    agent: "curl/8.5.0",
  },
  {
    time: "2026-03-02T06:14:06+01:00",
    client: "192.0.2.8",
    method: "POST",
    path: "/login",
    protocol: "HTTP/2.0",
    status: "302",
    bytes: "0",
    agent: "Wget/1.21.3",
    rest: '{"tls":"TLSv1.3"}',
  },
];

const directory = mkdtempSync(join(tmpdir(), "winnow-web-access-"));
/** @param {string} name @param {string | Uint8Array} content */
const write = (name, content) => writeFileSync(join(directory, name), content);
const packed = gzipSync(`${COMBINED}\n${JSON_LINE}\n`.repeat(500));
write("good.log", `${COMBINED}\r\n\n${JSON_LINE}`);
write("good.log.gz", gzipSync(`${COMBINED}\n${JSON_LINE}\n`));
write("empty.log", "");
write("damaged.log", `${COMBINED}\nnonsense\n{"time":\n${JSON_LINE}\n`);
write("cut.gz", packed.subarray(0, packed.length - 20));

for (const path of ["good.log", ["good.log.gz"]]) {
  const checks = connectorChecks(connector, {
    directory,
    options: { path },
    gives: "stream",
    events: EVENTS,
    empty: { path: "empty.log" },
    unreadable: { options: { path: "damaged.log" }, events: EVENTS, rejected: 2 },
    broken: [{ path: "missing.log" }, { path: "." }, { path: "cut.gz" }],
  });
  for (const { id, must, run } of checks) test(`${path}: ${id}: ${must}`, run);
}

const several = connectorChecks(connector, {
  directory,
  options: { path: ["good.log.gz", "good.log"] },
  gives: "stream",
  events: [...EVENTS, ...EVENTS],
});
for (const { id, must, run } of several) test(`several logs: ${id}: ${must}`, run);

/** The named values of a line. @param {string} line @returns {Readonly<Record<string, string | null>>} */
function eventOf(line) {
  const row = parseLine(line);
  if (typeof row === "string") throw new Error(`${line}: ${row}`);
  return Object.fromEntries(COLUMNS.flatMap((column, i) => (row[i] === null ? [] : [[column, row[i] ?? ""]])));
}

test("undoes what servers write for quotes and other bytes, once", () => {
  /** @param {string} agent */
  const line = (agent) => `192.0.2.7 - - [02/Mar/2026:06:14:05 +0000] "GET / HTTP/1.1" 200 1 "-" "${agent}"`;
  assert.equal(eventOf(line(String.raw`a \"b\" \\ \x22c\x22`))["agent"], 'a "b" \\ "c"');
  assert.equal(eventOf(line(String.raw`\xd0\xa1hrome`))["agent"], "\u0421hrome");
  assert.equal(eventOf(line(String.raw`\\x41`))["agent"], String.raw`\x41`);
  assert.equal(eventOf(line("-"))["agent"], undefined);
});

test("keeps what is no request line as it stands", () => {
  const event = eventOf(String.raw`192.0.2.7 - - [02/Mar/2026:06:14:05 +0000] "\x16\x03\x01" 400 226 "-" "-"`);
  assert.equal(event["request"], "\u0016\u0003\u0001");
  assert.equal(event["method"], undefined);
});

test("reads the common log format, which says no agent", () => {
  const event = eventOf('192.0.2.7 - - [02/Mar/2026:06:14:05 +0000] "GET / HTTP/1.1" 200 -');
  assert.deepEqual([event["status"], event["bytes"], event["agent"]], ["200", undefined, undefined]);
});

test("says why a line is none", () => {
  assert.equal(parseLine("nonsense"), "not in the combined log format");
  assert.equal(parseLine("{nonsense"), "not JSON");
  assert.equal(parseLine("{}"), "JSON without a time and a client");
  assert.equal(
    parseLine('192.0.2.7 - - [02/Foo/2026:06:14:05 +0000] "GET / HTTP/1.1" 200 1'),
    "the time cannot be read",
  );
});

test("reads a hostile line of a million characters at once", () => {
  const started = performance.now();
  parseLine(`192.0.2.7 - ${" [".repeat(500_000)}`);
  parseLine(`192.0.2.7 - - [02/Mar/2026:06:14:05 +0000] "${'\\"'.repeat(500_000)}`);
  assert.ok(performance.now() - started < 1000);
});
