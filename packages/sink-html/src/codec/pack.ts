import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ReportData } from "../data/report-data.ts";
import { decodeReport } from "./decode.ts";
import { encodeReport } from "./encode.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** A report as the page contains it: base64 of gzip. Only letters, digits, `+`, `/` and `=`, which are inert in HTML. */
export async function packReport(data: ReportData): Promise<string> {
  const packed = await compress(encodeReport(data), { level: 6 });
  return packed.toString("base64");
}

/** The report that a page contains. @throws Error when it is damaged */
export async function unpackReport(text: string): Promise<ReportData> {
  return decodeReport(await decompress(Buffer.from(text, "base64")));
}
