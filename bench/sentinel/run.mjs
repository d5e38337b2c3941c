import { parseArgs } from "node:util";
import { measureBytes } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    pulled: { type: "string", default: "50000" },
    profile: { type: "string", multiple: true, default: ["msticpy-processes", "windows-processes"] },
  },
});
/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const [events, pulled] = [Number(values.events), Number(values.pulled)];
for (const profile of values.profile) {
  const { groups, rows, reducedBytes, pulledBytes, reducedSeconds } = await measureBytes({ profile, events, pulled });
  console.log(
    `${profile}: ${events} events, ${groups} groups, ${rows} rows in ${reducedSeconds.toFixed(1)} s; reduced ${megabytes(reducedBytes)}, ` +
      `pulled ${megabytes(pulledBytes)}: ${((100 * reducedBytes) / pulledBytes).toFixed(2)} %`,
  );
}
