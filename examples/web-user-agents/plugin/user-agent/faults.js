// @ts-check
import { alignmentDistance } from "@winnow/core";
import { familyOf, isChromium, toolNamedIn } from "./family.js";
import { majorOf, versionOf } from "./parts.js";

/**
 * What is wrong with a User-Agent, held against the browser that it claims to be.
 *
 * @typedef {import("./parts.js").Agent} Agent
 * @typedef {"order" | "missing" | "versions" | "platform" | "spacing" | "brackets" | "letters" | "wrapping" | "tool" | "payload"} Kind
 * @typedef {{ readonly kind: Kind, readonly says: string }} Fault
 */

const BROWSERS = new Set(["Opera", "Edge", "Samsung Internet", "Internet Explorer", "Firefox", "Chrome", "Safari"]);

/** @param {Agent} agent @returns {readonly Fault[]} */
export function faultsOf(agent) {
  const family = familyOf(agent);
  const common = [...payload(agent), ...wrapping(agent)];
  // Tools and robots may call themselves what they like.
  if (!BROWSERS.has(family) && family !== "Mozilla") return common;
  return [
    ...common,
    ...spacing(agent),
    ...brackets(agent),
    ...letters(agent),
    ...tool(agent),
    ...missing(agent, family),
    ...order(agent),
    ...mozilla(agent, family),
    ...chromiumVersions(agent),
    ...safariVersions(agent, family),
    ...firefoxVersions(agent),
    ...explorerVersions(agent, family),
    ...platform(agent, family),
  ];
}

/** @param {Kind} kind @param {boolean} wrong @param {string} says @returns {Fault[]} */
function fault(kind, wrong, says) {
  return wrong ? [{ kind, says }] : [];
}

/** Text that is meant for what reads the log, or for a shell behind the server: no program names itself so. @param {Agent} agent */
function payload({ text }) {
  return fault(
    "payload",
    /\$\{|<\s*(?:script|img|svg|\?)|\(\)\s*\{|\.\.\/|;\s*(?:wget|curl|bash|sh|nc)\b|'\s*(?:or|and|union)\b|\bunion\s+select\b|\bsleep\s*\(/i.test(
      text,
    ),
    "carries code",
  );
}

/** The header's name or quotes inside its value: copied from somewhere by hand. @param {Agent} agent */
function wrapping({ text }) {
  return [
    ...fault("wrapping", /^user-agent\b/i.test(text), "begins with the header's own name"),
    ...fault("wrapping", /^["'`\\]|["'`\\]$/.test(text), "stands in quotes"),
  ];
}

/** Browsers put one blank between parts, none at the ends, none inside brackets. @param {Agent} agent */
function spacing({ text: whole }) {
  // Firefox on iOS has two blanks behind its version; what programs around a browser add in square brackets has none.
  const text = whole.replace(/(FxiOS\/[\d.]+) {2}/, "$1 ").replaceAll(/\[[^\]]*\]/g, "[]");
  return [
    ...fault("spacing", /\s{2}/.test(text), "has two blanks in a row"),
    ...fault("spacing", text !== text.trim(), "begins or ends with a blank"),
    ...fault("spacing", /[\t\r\n\v\f\u00a0]/.test(text), "has white space that is no blank"),
    ...fault("spacing", /\( | \)| ;|;(?![ )])/.test(text), "has blanks in the wrong places of a list"),
    ...fault("spacing", /\S\(|\)[^\s);]/.test(text), "lacks the blank beside a bracket"),
  ];
}

/** @param {Agent} agent */
function brackets({ text, balanced }) {
  return [
    ...fault("brackets", !balanced, "has a bracket without its other half"),
    // Square ones are those of browsers inside other programs.
    ...fault("brackets", /[{}]/.test(text), "has brackets that no browser sends"),
  ];
}

/** Words that browsers are recognised by, as they are written. */
const WORDS = [
  "Mozilla",
  "AppleWebKit",
  "Gecko",
  "Chrome",
  "Safari",
  "Firefox",
  "Version",
  "Mobile",
  "CriOS",
  "FxiOS",
  "EdgiOS",
  "SamsungBrowser",
];
const KNOWN = new Set([...WORDS, "Chromium", "HeadlessChrome", "Edg", "EdgA", "Edge", "OPR", "OPX", "like"]);
const BY_LOWER = new Map(WORDS.map((word) => [word.toLowerCase(), word]));
/** The longest word there is, and a letter more. */
const LONGEST = Math.max(...WORDS.map((word) => word.length)) + 1;

/** @param {Agent} agent */
function letters({ text, products }) {
  const foreign = /[^\x20-\x7e\s]/u.exec(text)?.[0];
  const code = foreign?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  return [
    ...fault("letters", foreign !== undefined, `has a letter that no browser sends: U+${code}`),
    ...products.slice(0, 40).flatMap(({ name }) => misspelt(name)),
  ];
}

/** @param {string} name @returns {Fault[]} */
function misspelt(name) {
  if (KNOWN.has(name) || name.length < 5 || name.length > LONGEST) return [];
  const lower = name.toLowerCase();
  const cased = BY_LOWER.get(lower);
  if (cased !== undefined) return fault("letters", true, `writes ${cased} as ${name}`);
  const near = WORDS.find((word) => word.length > 4 && alignmentDistance(lower, word.toLowerCase()) === 1);
  return fault("letters", near !== undefined, `writes ${near} as ${name}`);
}

/** @param {Agent} agent */
function tool({ text }) {
  const name = toolNamedIn(text);
  return fault("tool", name !== "", `names ${name} within a browser`);
}

/** Parts without which no browser of the family goes. @param {Agent} agent @param {string} family */
function missing(agent, family) {
  // Letter case is another fault's business.
  const text = agent.text.toLowerCase();
  return wantedParts(agent, family)
    .filter((part) => !text.includes(part.toLowerCase()))
    .map((part) => ({ kind: /** @type {const} */ ("missing"), says: `lacks ${part.replace(/[/ ]$/, "")}` }));
}

/** @param {Agent} agent @param {string} family @returns {readonly string[]} */
function wantedParts(agent, family) {
  const webKit = ["Mozilla/", "AppleWebKit/", "(KHTML, like Gecko)", "Safari/"];
  if (isOtherOnIos(agent)) return ["Mozilla/", "AppleWebKit/", "(KHTML, like Gecko)", "Mobile/"];
  switch (family) {
    case "Chrome":
      return webKit;
    case "Edge":
    case "Samsung Internet":
      return [...webKit, "Chrome/"];
    case "Opera":
      // Opera had an engine of its own until version 12, and another form.
      return versionOf(agent, "OPR") === undefined ? [] : [...webKit, "Chrome/"];
    case "Safari":
      return [...webKit, "Version/"];
    case "Firefox":
      return ["Mozilla/", "rv:", "Gecko/"];
    case "Internet Explorer":
      return ["Mozilla/", "Windows "];
    default:
      return [];
  }
}

/**
 * The order in which browsers name what they are: equal ranks exclude each other, so they may come in any order.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent
 * @type {Readonly<Record<string, number>>}
 */
const RANKS = {
  Mozilla: 0,
  AppleWebKit: 1,
  Gecko: 1,
  Version: 2,
  SamsungBrowser: 3,
  Chrome: 4,
  HeadlessChrome: 4,
  CriOS: 4,
  FxiOS: 4,
  EdgiOS: 4,
  Mobile: 5,
  Safari: 6,
  Firefox: 6,
  Edg: 7,
  EdgA: 7,
  Edge: 7,
  OPR: 7,
};

/** On iOS all browsers are Safari inside; other vendors' put its words where they like. @param {Agent} agent */
function isOtherOnIos({ text }) {
  return /\b(?:CriOS|FxiOS|EdgiOS|OPT)\//.test(text);
}

/** @param {Agent} agent @returns {Fault[]} */
function order(agent) {
  const anywhere = isOtherOnIos(agent) ? "Version" : "";
  let [last, lastName] = [-1, ""];
  for (const { name } of agent.products) {
    if (name === anywhere) continue;
    const rank = Object.hasOwn(RANKS, name) ? (RANKS[name] ?? -1) : undefined;
    if (rank === undefined) continue;
    if (rank < last) return fault("order", true, `names ${lastName} before ${name}`);
    if (name === lastName) return fault("order", true, `names ${name} twice`);
    [last, lastName] = [rank, name];
  }
  return [];
}

/** Every browser but old Internet Explorers and Operas says `Mozilla/5.0`, first of all. @param {Agent} agent @param {string} family */
function mozilla(agent, family) {
  if (family === "Opera" || !agent.products.some(({ name }) => name === "Mozilla")) return [];
  const version = versionOf(agent, "Mozilla");
  if (family === "Internet Explorer" && version === "4.0") return [];
  return fault("versions", version !== "5.0", `says Mozilla/${version}`);
}

/**
 * Chromium has said `AppleWebKit/537.36` and `Safari/537.36` since it left WebKit (version 28), and has versions of four
 * numbers. Edge has had Chromium's version since 79. https://www.chromium.org/updates/ua-reduction
 * @param {Agent} agent
 */
function chromiumVersions(agent) {
  if (!isChromium(agent)) return [];
  const chrome = versionOf(agent, "Chrome") ?? versionOf(agent, "HeadlessChrome");
  const major = majorOf(chrome);
  const constant = major >= 28;
  const edge = versionOf(agent, "Edg") ?? versionOf(agent, "EdgA");
  return [
    ...["AppleWebKit", "Safari"].flatMap((name) => {
      const version = versionOf(agent, name);
      const wrong = constant && version !== undefined && version !== "537.36";
      return fault("versions", wrong, `says ${name}/${version} beside Chrome/${major}`);
    }),
    ...fault("versions", !/^\d+(?:\.\d+){3}$/.test(chrome ?? ""), `says Chrome/${chrome}, not four numbers`),
    ...fault(
      "versions",
      edge !== undefined && major >= 79 && majorOf(edge) !== major,
      `says Edge ${majorOf(edge)} beside Chrome ${major}`,
    ),
  ];
}

/** Safari has said 605.1.15 since version 11.1, on iOS with `Safari/604.1`. @param {Agent} agent @param {string} family */
function safariVersions(agent, family) {
  if (family !== "Safari" || isChromium(agent) || !(majorOf(versionOf(agent, "Version")) >= 12)) return [];
  const [webKit, safari] = [versionOf(agent, "AppleWebKit"), versionOf(agent, "Safari")];
  return [
    ...fault("versions", webKit !== undefined && webKit !== "605.1.15", `says AppleWebKit/${webKit} as Safari`),
    ...fault("versions", !["605.1.15", "604.1"].includes(safari ?? ""), `says Safari/${safari} as Safari`),
  ];
}

/**
 * Firefox repeats its version in `rv:`, which stood still at 109.0 from 110 to 119; on computers the trail of Gecko is
 * always 20100101. https://developer.mozilla.org/docs/Web/HTTP/Headers/User-Agent/Firefox and
 * https://miketaylr.com/posts/2022/12/how-the-IE-11-ua-string-broke-sites-in-firefox.html
 * @param {Agent} agent
 */
function firefoxVersions(agent) {
  const version = versionOf(agent, "Firefox");
  if (version === undefined) return [];
  const [rv, trail] = [/\brv:([\d.]+)/.exec(agent.text)?.[1], versionOf(agent, "Gecko")];
  const major = majorOf(version);
  const expected = major >= 110 && major <= 119 ? "109.0" : version;
  const onPhone = /\bAndroid\b/.test(agent.text);
  return [
    ...fault("versions", rv !== undefined && rv !== expected, `says rv:${rv} beside Firefox/${version}`),
    ...fault(
      "versions",
      trail !== undefined && !(onPhone ? [version, expected] : ["20100101"]).includes(trail) && major >= 10,
      `says Gecko/${trail}`,
    ),
  ];
}

/**
 * The engine of Internet Explorer is four versions behind it, but for the compatibility view, which says MSIE 7.0.
 * https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/compatibility/hh869301(v=vs.85)
 * @param {Agent} agent @param {string} family
 */
function explorerVersions({ text }, family) {
  if (family !== "Internet Explorer") return [];
  const [explorer, engine] = [/\bMSIE (\d+)/.exec(text)?.[1], /\bTrident\/(\d+)/.exec(text)?.[1]];
  const own = explorer ?? (/\brv:(\d+)/.exec(text)?.[1] || "none");
  if (engine === undefined) return fault("versions", Number(own) >= 8, `says MSIE ${own} without its engine`);
  return [
    ...fault("versions", own !== "7" && Number(own) !== Number(engine) + 4, `says MSIE ${own} on Trident/${engine}`),
    ...fault("missing", explorer === undefined && !/\) like Gecko\b/.test(text), "lacks like Gecko"),
  ];
}

/** What versions of Windows call themselves; 11 says 10.0. */
const WINDOWS = new Set(["5.0", "5.1", "5.2", "6.0", "6.1", "6.2", "6.3", "10.0"]);

/**
 * Systems that do not exist, or on which the browser does not run: Chrome 110 and Firefox 116 need Windows 10, Safari left
 * Windows with version 5, and of macOS Chromium and Safari write `10_15_7`, Firefox `10.15`.
 * @param {Agent} agent @param {string} family
 */
function platform(agent, family) {
  const { text } = agent;
  const windows = /\bWindows NT ([\d.]+)/.exec(text)?.[1];
  const tooOld = windows !== undefined && WINDOWS.has(windows) && Number(windows) < 10;
  const [chrome, firefox] = [majorOf(versionOf(agent, "Chrome")), majorOf(versionOf(agent, "Firefox"))];
  const safari = family === "Safari" && majorOf(versionOf(agent, "Version")) > 5;
  const mac = /\bMac OS X (10[\d._]+)/.exec(text)?.[1];
  return [
    ...fault("platform", windows !== undefined && !WINDOWS.has(windows), `says Windows NT ${windows}`),
    ...fault("platform", tooOld && chrome >= 110, `says Chrome/${chrome} on Windows NT ${windows}`),
    ...fault("platform", tooOld && firefox >= 116, `says Firefox/${firefox} on Windows NT ${windows}`),
    ...fault("platform", safari && windows !== undefined, "says Safari on Windows"),
    ...fault("platform", family === "Firefox" && /_/.test(mac ?? ""), `writes macOS as Safari does: ${mac}`),
    ...fault("platform", chrome >= 28 && /\./.test(mac ?? ""), `writes macOS as Firefox does: ${mac}`),
    ...fault("platform", agent.comments.length === 0, "names no system"),
  ];
}
