// Loaded into a measured process: leaves its peak resident memory, in bytes, where measure.mjs looks for it.
import { writeFileSync } from "node:fs";

const file = process.env["WINNOW_BENCH_PEAK"];
if (file !== undefined) {
  process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
}
