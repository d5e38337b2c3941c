import { decodeReport } from "../../src/codec/decode.ts";
import { makeReport, type Report } from "./report.ts";

/** The page cannot unpack its data in this browser. */
export class BrowserTooOld extends Error {
  constructor() {
    super("This browser lacks DecompressionStream, by which a report unpacks its data.");
  }
}

/** Reads the data that the page carries: base64 of gzip, in a script element that no browser runs. */
export async function loadReport(document: Document): Promise<Report> {
  const text = document.getElementById("winnow-report")?.textContent ?? "";
  if (typeof DecompressionStream === "undefined") throw new BrowserTooOld();
  const packed = fromBase64(text.trim());
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return makeReport(decodeReport(bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64: builtIn } = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (builtIn !== undefined) return builtIn.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
