import { createRandom } from "./random.mjs";
import { atWork, HOUR, isoTime, MINUTE, on, SECOND, steadily } from "./time.mjs";

/**
 * Bytes out and in, and how it went, are Zeek's: nothing where a connection did not come about.
 * @typedef {{
 *   at: number, from: string, to: string, port: number, proto: string, service?: string,
 *   seconds?: number, out?: number, in?: number, state: string, history: string,
 * }} Connection
 */

/** The own network is 192.0.2.0/24. */
const DESKS = Array.from({ length: 24 }, (_, i) => `192.0.2.${20 + i}`);
const RESOLVER = "192.0.2.2";
const CLOCK = "192.0.2.3";
const FILES = "192.0.2.10";
const MAIL = "198.51.100.25";

/**
 * Two days of connections in a small office, and three things that do not belong: data that leaves at night, a program that
 * calls home, and a scan of the file server. The first day as Zeek writes it, the second in JSON.
 * @param {number} seed
 */
export function connectionLogs(seed) {
  const random = createRandom(seed);
  const uid = () => `C${random.hex(16)}`;
  const connections = [...routine(random), ...intrusion(random)]
    .sort((a, b) => a.at - b.at || (a.from < b.from ? -1 : 1))
    .map((connection) => ({ ...connection, uid: uid(), fromPort: random.integer(32768, 60999) }));
  const second = connections.findIndex(({ at }) => at >= on(1, 0, 0));
  return { tabbed: tabbed(connections.slice(0, second)), json: connections.slice(second).map(jsonLine).join("") };
}

/** @typedef {Connection & { uid: string, fromPort: number }} Logged */

/** @param {import("./random.mjs").Random} random @returns {Connection[]} */
function routine(random) {
  const done = { state: "SF", history: "ShADadFf" };
  const names = atWork(random, 320).map((at) => ({
    ...done,
    at,
    from: random.pick(DESKS),
    to: RESOLVER,
    port: 53,
    proto: "udp",
    service: "dns",
    seconds: random.integer(1, 80) / 1000,
    out: random.integer(28, 62),
    in: random.integer(60, 420),
    history: "Dd",
  }));
  const pages = atWork(random, 340).map((at) => ({
    ...done,
    at,
    from: random.pick(DESKS),
    to: `203.0.113.${random.integer(10, 60)}`,
    port: 443,
    proto: random.chance(0.3) ? "udp" : "tcp",
    service: "ssl",
    seconds: random.integer(200, 120_000) / 1000,
    out: random.integer(900, 24_000),
    in: random.integer(4000, 900_000),
  }));
  const quic = pages.map((page) => (page.proto === "udp" ? { ...page, service: "quic", history: "Dd" } : page));
  const shares = atWork(random, 60).map((at) => ({
    ...done,
    at,
    from: random.pick(DESKS),
    to: FILES,
    port: 445,
    proto: "tcp",
    service: "smb",
    seconds: random.integer(1000, 900_000) / 1000,
    out: random.integer(4000, 4_000_000),
    in: random.integer(4000, 40_000_000),
  }));
  const mail = steadily(random, { every: 20 * MINUTE, jitter: 15 * MINUTE }).map((at) => ({
    ...done,
    at,
    from: "192.0.2.11",
    to: MAIL,
    port: 25,
    proto: "tcp",
    service: "smtp",
    seconds: random.integer(300, 9000) / 1000,
    out: random.integer(2000, 90_000),
    in: random.integer(300, 900),
  }));
  const clocks = steadily(random, { every: 2 * HOUR, jitter: SECOND }).flatMap((at) =>
    DESKS.slice(0, 6).map((from, i) => ({
      ...done,
      at: at + i * 1100,
      from,
      to: CLOCK,
      port: 123,
      proto: "udp",
      service: "ntp",
      seconds: random.integer(1, 9) / 1000,
      out: 48,
      in: 48,
      history: "Dd",
    })),
  );
  // Servers that are down for a moment: what is tried in vain now and then.
  const missed = atWork(random, 6).map((at) => ({
    at,
    from: random.pick(DESKS),
    to: `203.0.113.${random.integer(10, 60)}`,
    port: 443,
    proto: "tcp",
    state: "S0",
    history: "S",
  }));
  return [...names, ...quic, ...shares, ...mail, ...clocks, ...missed];
}

/** @param {import("./random.mjs").Random} random @returns {Connection[]} */
function intrusion(random) {
  const done = { state: "SF", history: "ShADadFf", proto: "tcp" };
  // Every ten minutes, give or take five seconds, for as long as the log is.
  const beacon = steadily(random, { every: 10 * MINUTE, offset: 3 * MINUTE, jitter: 5 * SECOND }).map((at) => ({
    ...done,
    at,
    from: "192.0.2.33",
    to: "203.0.113.77",
    port: 443,
    service: "ssl",
    seconds: random.integer(300, 900) / 1000,
    out: random.integer(310, 330),
    in: random.integer(150, 160),
  }));
  const scan = Array.from({ length: 420 }, (_, i) => ({
    at: on(1, 2, 14) + i * 90,
    from: "192.0.2.33",
    to: FILES,
    port: i + 1,
    proto: "tcp",
    ...(i % 7 === 0 ? { state: "S0", history: "S" } : { state: "REJ", history: "Sr" }),
  }));
  const leaves = {
    ...done,
    at: on(1, 3, 5),
    from: "192.0.2.33",
    to: "203.0.113.200",
    port: 443,
    service: "ssh",
    seconds: 5832.118,
    out: 4_213_554_022,
    in: 9_412_877,
  };
  return [...beacon, ...scan, leaves];
}

/** @type {readonly (readonly [name: string, type: string, value: (connection: Logged) => string | undefined])[]} */
const FIELDS = [
  ["ts", "time", ({ at }) => (at / 1000).toFixed(6)],
  ["uid", "string", ({ uid }) => uid],
  ["id.orig_h", "addr", ({ from }) => from],
  ["id.orig_p", "port", ({ fromPort }) => String(fromPort)],
  ["id.resp_h", "addr", ({ to }) => to],
  ["id.resp_p", "port", ({ port }) => String(port)],
  ["proto", "enum", ({ proto }) => proto],
  ["service", "string", ({ service }) => service],
  ["duration", "interval", ({ seconds }) => seconds?.toFixed(6)],
  ["orig_bytes", "count", ({ out }) => out?.toString()],
  ["resp_bytes", "count", (connection) => connection.in?.toString()],
  ["conn_state", "string", ({ state }) => state],
  ["local_orig", "bool", () => "T"],
  ["local_resp", "bool", ({ to }) => (to.startsWith("192.0.2.") ? "T" : "F")],
  ["history", "string", ({ history }) => history],
];

/** @param {readonly Logged[]} connections */
function tabbed(connections) {
  const header = [
    String.raw`#separator \x09`,
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    "#open\t2026-03-02-00-00-00",
    `#fields\t${FIELDS.map(([name]) => name).join("\t")}`,
    `#types\t${FIELDS.map(([, type]) => type).join("\t")}`,
  ];
  const lines = connections.map((connection) => FIELDS.map(([, , value]) => value(connection) ?? "-").join("\t"));
  return `${[...header, ...lines, "#close\t2026-03-03-00-00-00"].join("\n")}\n`;
}

/** Numbers and truth as JSON has them. @param {Logged} connection */
function jsonLine(connection) {
  /** @type {Record<string, string | number | boolean>} */
  const members = {};
  for (const [name, type, value] of FIELDS) {
    const text = value(connection);
    if (text === undefined) continue;
    if (name === "ts") members[name] = isoTime(connection.at).replace("Z", "000Z");
    else if (type === "bool") members[name] = text === "T";
    else members[name] = /^(?:port|count|interval)$/.test(type) ? Number(text) : text;
  }
  return `${JSON.stringify(members)}\n`;
}
