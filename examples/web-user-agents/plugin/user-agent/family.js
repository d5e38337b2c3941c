// @ts-check
import { versionOf } from "./parts.js";

/** Programs that say what they are; what stands at the front of a User-Agent is what sent it. */
const TOOLS =
  /\b(?:curl|wget|httpie|python-requests|python-urllib|python-httpx|aiohttp|scrapy|go-http-client|okhttp|apache-httpclient|java|libwww-perl|lwp-trivial|guzzlehttp|axios|node-fetch|undici|postmanruntime|insomnia|powershell|winhttp|restsharp)\b/i;

/** Programs that look for weaknesses, by the names that they send unless told otherwise. */
const SCANNERS =
  /\b(?:sqlmap|nikto|nmap|masscan|zgrab|nuclei|gobuster|dirbuster|feroxbuster|ffuf|wfuzz|wpscan|whatweb|acunetix|nessus|openvas|hydra|zmeu|jorgee|arachni|skipfish|httpx|censysinspect|l9explore)\b/i;

/** Programs that read the web for others, and say so. */
const ROBOTS = /(?:bot|crawler|spider|slurp|monitor|preview|facebookexternalhit)\b|\+https?:\/\//i;

/**
 * Browsers, by the word that only they send; the first that is there decides, since each also sends the words of those it
 * descends from. Letter case is not looked at: what claims to be a browser wrongly written still claims it.
 * @type {readonly (readonly [family: string, word: RegExp])[]}
 */
const BROWSERS = [
  ["Opera", /\b(?:OPR|OPX|Opera)\//i],
  ["Edge", /\b(?:Edg|EdgA|EdgiOS|Edge)\//i],
  ["Samsung Internet", /\bSamsungBrowser\//i],
  ["Internet Explorer", /\b(?:MSIE |Trident\/)/i],
  ["Firefox", /\b(?:Firefox|FxiOS)\//i],
  ["Chrome", /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//i],
  ["Safari", /\bVersion\/.*\bSafari\//i],
];

/**
 * What a User-Agent claims to be: a browser's name, `scanner`, `tool`, `robot`, `none`, or `other`.
 * @param {import("./parts.js").Agent} agent
 */
export function familyOf({ text, products }) {
  if (text.trim() === "") return "none";
  const first = products[0]?.name ?? "";
  if (SCANNERS.test(first)) return "scanner";
  if (TOOLS.test(first)) return "tool";
  if (ROBOTS.test(text)) return "robot";
  const browser = BROWSERS.find(([, word]) => word.test(text));
  if (browser !== undefined) return browser[0];
  // Words in other scripts look like a browser's to people and to no program.
  return /^mozilla\b/i.test(text) ? "Mozilla" : "other";
}

/** The name of a tool or scanner anywhere in the text; empty where there is none. @param {string} text */
export function toolNamedIn(text) {
  return (SCANNERS.exec(text) ?? TOOLS.exec(text))?.[0] ?? "";
}

/** @param {string} text */
export function isScanner(text) {
  return SCANNERS.test(text);
}

/** Whether it is built on Chromium and says so: on iOS, all browsers are Safari inside. @param {import("./parts.js").Agent} agent */
export function isChromium(agent) {
  return versionOf(agent, "Chrome") !== undefined || versionOf(agent, "HeadlessChrome") !== undefined;
}
