import { parseJsonLine } from "./json.ts";
import type { LineEvents } from "./parser.ts";

/**
 * An event of Windows as Promtail and Alloy write it: JSON whose `event_data` is the XML of the event's data. Its elements
 * become the columns `event_data.<Name>`; those without a name are `event_data.Data`.
 */
export function parseWindowsEvent(line: string): LineEvents | undefined {
  const fields = parseJsonLine(line)?.fields;
  if (!fields?.some(([name]) => name === "event_id")) return undefined;
  return {
    fields: fields.flatMap(([name, value]) =>
      name === "event_data" && value !== null ? dataElements(value) : [[name, value] as const],
    ),
  };
}

const DATA = /<Data(?:\s+Name\s*=\s*(?:'([^'<]*)'|"([^"<]*)"))?\s*(?:\/>|>([^<]*)<\/Data>)/g;

/** The data of an event's XML. Values cannot hold `<`, which XML writes as an entity. */
function dataElements(xml: string): (readonly [string, string])[] {
  return Array.from(xml.matchAll(DATA), ([, single, double, text = ""]) => [
    `event_data.${decodeXml(single ?? double ?? "Data")}`,
    decodeXml(text),
  ]);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decodeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return ENTITIES[name.toLowerCase()]!;
    const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : (whole as string);
  });
}
