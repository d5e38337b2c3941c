// Loaded into a measured process: leaves what it used where measure.mjs looks for it.
import { writeFileSync } from "node:fs";

const file = process.env["WINNOW_BENCH_USAGE"];
if (file !== undefined) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ peakBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
  });
}
