// node bench/pipeline/generate.mjs EVENTS FILE
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { eventsCsv } from "./events.mjs";

const [events, file] = [Number(process.argv[2]), process.argv[3]];
if (!Number.isInteger(events) || events < 1 || file === undefined) {
  console.error("usage: node bench/pipeline/generate.mjs EVENTS FILE");
  process.exit(2);
}
mkdirSync(dirname(file), { recursive: true });
const handle = openSync(`${file}.part`, "w");
for (const piece of eventsCsv(events)) writeSync(handle, piece);
closeSync(handle);
renameSync(`${file}.part`, file);
