// @ts-check
import { defineExtractor, pickFeatures } from "@winnow/core";
import { z } from "zod";
import { isOutside } from "./addresses.js";
import { mismatchOf } from "./services.js";
import { FAILED, STATES } from "./states.js";

/** @typedef {import("@winnow/core").Value} Value */

const NAME = "zeek-connection";
const [OUT, IN] = ["source.bytes", "destination.bytes"];
const STATE = "zeek.connection.state";
const OUTSIDE = ["destination.ip", "zeek.connection.local_responder"];

/** Meetings that have a pace worth the name: steadier than nine tenths, and often enough not to be chance. */
const STEADY = 0.9;
const OFTEN = 20;

/** @param {Value | undefined} value */
function text(value) {
  return typeof value === "string" ? value : "";
}

/** A count as Zeek writes it; 0 where there is none. @param {Value | undefined} value */
function count(value) {
  const number = Number(text(value));
  return Number.isFinite(number) && number > 0 ? number : 0;
}

/** Decimal logarithm of one more, to a tenth: what is nearly alike is alike, and groups stay few. @param {number} value */
function magnitude(value) {
  return Math.round(Math.log10(1 + value) * 10) / 10;
}

/** @param {Value | undefined} ip @param {Value | undefined} local */
function outside(ip, local) {
  return isOutside(text(ip), text(local));
}

/** @param {readonly Value[]} pair connections, interval and regularity */
function isBeacon([connections, , regularity]) {
  return count(connections) >= OFTEN && count(regularity) >= STEADY;
}

/** Bytes, for people. @param {number} bytes */
function readable(bytes) {
  const unit = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 4);
  return `${Math.round((bytes / 1000 ** unit) * 10) / 10} ${["bytes", "kB", "MB", "GB", "TB"][unit]}`;
}

const PAIR = ["zeek.pair.connections", "zeek.pair.interval", "zeek.pair.regularity"];

/** @type {readonly import("@winnow/core").Feature[]} */
const CATALOGUE = [
  {
    name: "bytesOut",
    unit: "magnitude",
    doc: "Decimal logarithm of one more than the bytes that the asker sent, to a tenth, 0 or more; 0 where unknown.",
    value: { inputs: [OUT], compute: (out) => magnitude(count(out)) },
  },
  {
    name: "bytesIn",
    unit: "magnitude",
    doc: "Decimal logarithm of one more than the bytes that came back, to a tenth, 0 or more; 0 where unknown.",
    value: { inputs: [IN], compute: (back) => magnitude(count(back)) },
  },
  {
    name: "lasted",
    unit: "magnitude",
    doc: "Decimal logarithm of one more than the seconds that it lasted, to a tenth, 0 or more; 0 where unknown.",
    value: { inputs: ["zeek.connection.duration"], compute: (duration) => magnitude(count(duration)) },
  },
  {
    name: "outShare",
    unit: "share",
    doc: "Share of the bytes that the asker sent, to a tenth, 0 to 1; 0.5 where none were sent.",
    value: {
      inputs: [OUT, IN],
      compute: (out, back) => {
        const [sent, received] = [count(out), count(back)];
        return sent + received === 0 ? 0.5 : Math.round((sent / (sent + received)) * 10) / 10;
      },
    },
  },
  {
    name: "regularity",
    unit: "share",
    doc: "How steadily the two meet at this port, to a tenth, 0 to 1 (always the same pause); 0 where they met seldom.",
    value: { inputs: [PAIR[2] ?? ""], compute: (regularity) => Math.min(count(regularity), 1) },
  },
  {
    name: "beacon",
    unit: "flag",
    doc: "1 where it goes outside and the two meet 20 times or more at a steady pace, else 0.",
    says: "comes back at a steady pace",
    which: "pace",
    value: {
      inputs: [...PAIR, ...OUTSIDE],
      compute: (connections, interval, regularity, ip, local) =>
        outside(ip, local) && isBeacon([connections ?? "", interval ?? "", regularity ?? ""]) ? 1 : 0,
    },
  },
  {
    name: "pace",
    unit: "text",
    doc: "How often and how steadily the two meet at this port, in words; empty where they met seldom.",
    says: "pace",
    value: {
      inputs: PAIR,
      compute: (connections, interval, regularity) =>
        text(regularity) === "" ? "" : `every ${text(interval)} s, ${text(connections)} times`,
    },
  },
  {
    name: "sentAway",
    unit: "score",
    doc: "Decimal logarithm of one more than the megabytes that went outside, 0 or more; 0 unless nine tenths of all did.",
    says: "sends far more outside than comes back",
    which: "sentBytes",
    value: {
      inputs: [OUT, IN, ...OUTSIDE],
      compute: (out, back, ip, local) => {
        const [sent, received] = [count(out), count(back)];
        return outside(ip, local) && sent > 9 * received ? magnitude(sent / 1e6) : 0;
      },
    },
  },
  {
    name: "sentBytes",
    unit: "text",
    doc: "Bytes that the asker sent, for people, such as 4.2 GB; empty where unknown.",
    value: { inputs: [OUT], compute: (out) => (count(out) === 0 ? "" : readable(count(out))) },
  },
  {
    name: "serviceMismatch",
    unit: "flag",
    doc: "1 where the service is not at home at this port, or the port's own was not recognised, else 0.",
    says: "speaks what does not belong at its port",
    which: "mismatch",
    value: {
      inputs: ["network.protocol", "destination.port", OUT, IN],
      compute: (service, port, out, back) =>
        mismatchOf(text(service), text(port), count(out) + count(back)) === "" ? 0 : 1,
    },
  },
  {
    name: "mismatch",
    unit: "text",
    doc: "In what service and port do not go together, such as ssh at port 443; empty where they do.",
    value: {
      inputs: ["network.protocol", "destination.port", OUT, IN],
      compute: (service, port, out, back) => mismatchOf(text(service), text(port), count(out) + count(back)),
    },
  },
  {
    name: "connectionFailed",
    unit: "flag",
    doc: "1 where nothing came about (no answer, refused, half of a greeting), else 0; 0 where the state is missing.",
    says: "was tried in vain",
    value: { flag: { oneOf: [STATE, FAILED] } },
  },
  {
    name: "goesOutside",
    unit: "flag",
    doc: "1 where the answerer is not of the own network, else 0; by Zeek's word, by the address where it says nothing.",
    says: "goes outside",
    value: { inputs: OUTSIDE, compute: (ip, local) => (outside(ip, local) ? 1 : 0) },
  },
  {
    name: "stateWords",
    unit: "text",
    doc: "What became of the connection, in words; Zeek's own word where it is a new one.",
    says: "outcome",
    value: { recode: [STATE, STATES] },
  },
  {
    name: "connectionBehaviour",
    unit: "text",
    doc: "What belongs together: failures by who tried, all else by service or port and by whether it goes outside.",
    says: "behaviour",
    value: {
      inputs: [STATE, "source.ip", "network.transport", "network.protocol", "destination.port", ...OUTSIDE],
      compute: (state, source, transport, service, port, ip, local) => {
        if (FAILED.includes(text(state))) return `tried in vain by ${text(source) || "somebody"}`;
        const what = text(service) || `${text(transport)}/${text(port)}`;
        return `${what} ${outside(ip, local) ? "outside" : "inside"}`;
      },
    },
  },
];

export const extractor = defineExtractor({
  name: NAME,
  summary: "Connections of Zeek's conn.log: volume and direction, pace, service and port, outcome",
  options: z.strictObject({
    pick: z
      .array(z.string())
      .default(["bytesOut", "bytesIn", "lasted", "regularity"])
      .describe("Names of the features to describe connections by, in vector order."),
  }),
  accepts: ["network-connection"],
  catalogue: CATALOGUE,
  features: ({ pick }) => pickFeatures(NAME, CATALOGUE, pick),
});
