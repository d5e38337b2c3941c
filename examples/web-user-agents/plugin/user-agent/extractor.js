// @ts-check
import { defineExtractor, pickFeatures } from "@winnow/core";
import { z } from "zod";
import { familyOf, isScanner } from "./family.js";
import { faultsOf } from "./faults.js";
import { parseAgent } from "./parts.js";

const NAME = "web-user-agent";
const AGENT = "user_agent.original";

/** @typedef {{ readonly agent: import("./parts.js").Agent, readonly faults: readonly import("./faults.js").Fault[] }} Judged */

/** Every feature of a text asks in turn: the last answer is kept. @type {readonly [text: string, judged: Judged] | undefined} */
let last;

/** @param {string} text @returns {Judged} */
function judge(text) {
  if (last?.[0] === text) return last[1];
  const agent = parseAgent(text);
  const judged = { agent, faults: faultsOf(agent) };
  last = [text, judged];
  return judged;
}

/**
 * @param {(judged: Judged) => string | number} compute
 * @returns {import("@winnow/core").FeatureFunction}
 */
function ofAgent(compute) {
  return { inputs: [AGENT], compute: (text) => compute(judge(typeof text === "string" ? text : "")) };
}

/** @param {import("./faults.js").Kind} kind */
function hasFault(kind) {
  return ofAgent(({ faults }) => (faults.some((fault) => fault.kind === kind) ? 1 : 0));
}

/** @type {readonly import("@winnow/core").Feature[]} */
const CATALOGUE = [
  {
    name: "agentFamily",
    unit: "text",
    doc: "What the agent claims to be: a browser's name, Mozilla, robot, tool, scanner, other; none where it is missing.",
    says: "kind of agent",
    value: ofAgent(({ agent }) => familyOf(agent)),
  },
  {
    name: "agentTemplate",
    unit: "text",
    doc: "The agent with its versions blanked out: equal for all versions of a browser on a system; empty where it is missing.",
    says: "agent",
    // An expression: it runs where the events are held.
    value: { replace: [AGENT, "[0-9]+(?:[._][0-9]+)*", "#"] },
  },
  {
    name: "agentFaults",
    unit: "text",
    doc: "In what the agent differs from the browser it claims to be, in words; empty where it does not.",
    says: "differences",
    value: ofAgent(({ faults }) => faults.map(({ says }) => says).join(", ")),
  },
  {
    name: "agentFaultCount",
    unit: "differences",
    doc: "In how many ways the agent differs from the browser it claims to be, 0 or more; 0 where it is missing.",
    says: "is not what the browser it claims to be sends",
    which: "agentFaults",
    value: ofAgent(({ faults }) => faults.length),
  },
  {
    name: "agentCrafted",
    unit: "flag",
    doc: "1 where the agent differs at all from the browser it claims to be, else 0; 0 where it is missing.",
    says: "is not what the browser it claims to be sends",
    which: "agentFaults",
    value: ofAgent(({ faults }) => (faults.length > 0 ? 1 : 0)),
  },
  flag(
    "agentOrder",
    "order",
    "its parts stand in another order than the browser's",
    "names its parts in another order",
  ),
  flag("agentMissing", "missing", "a part is missing that the browser always sends", "lacks what the browser sends"),
  flag("agentVersions", "versions", "its versions cannot go together", "has versions that do not go together"),
  flag(
    "agentPlatform",
    "platform",
    "its system does not exist or does not run the browser",
    "names a system that cannot be",
  ),
  flag(
    "agentSpacing",
    "spacing",
    "blanks stand where the browser has none, or lack",
    "has blanks where the browser has none",
  ),
  flag("agentBrackets", "brackets", "brackets do not match or are of another kind", "has brackets that do not match"),
  flag(
    "agentLetters",
    "letters",
    "a word is written in other letters than the browser's",
    "is written in other letters",
  ),
  flag(
    "agentWrapping",
    "wrapping",
    "it holds the header's name or quotes",
    "was copied with the header's name or quotes",
  ),
  flag("agentDisguised", "tool", "it names a tool within a browser's agent", "names a tool within a browser's agent"),
  flag("agentPayload", "payload", "it carries code", "carries code for whatever reads it"),
  {
    name: "agentScanner",
    unit: "flag",
    doc: "1 where the agent names a program that looks for weaknesses, else 0; 0 where it is missing.",
    says: "names a scanner",
    value: ofAgent(({ agent }) => (isScanner(agent.text) ? 1 : 0)),
  },
  {
    name: "agentTool",
    unit: "flag",
    doc: "1 where the agent is that of a tool, such as curl, else 0; 0 where it is missing.",
    says: "comes from a tool, not a browser",
    value: ofAgent(({ agent }) => (familyOf(agent) === "tool" ? 1 : 0)),
  },
  {
    name: "agentAbsent",
    unit: "flag",
    doc: "1 where there is no agent, else 0.",
    says: "does not say what it is",
    value: { flag: { not: { present: AGENT } } },
  },
  {
    name: "agentLogLength",
    unit: "characters",
    doc: "Decimal logarithm of the agent's length; 0 where it is missing.",
    value: { log10: { length: AGENT } },
  },
  {
    name: "agentProducts",
    unit: "parts",
    doc: "Products that the agent names, such as Chrome/122.0.0.0, 0 or more; 0 where it is missing.",
    value: ofAgent(({ agent }) => agent.products.length),
  },
  {
    name: "agentCommentParts",
    unit: "parts",
    doc: "Parts, between semicolons, of what stands in brackets, 0 or more; 0 where it is missing.",
    value: ofAgent(({ agent }) => agent.comments.reduce((sum, comment) => sum + comment.split(";").length, 0)),
  },
];

/**
 * @param {string} name
 * @param {import("./faults.js").Kind} kind
 * @param {string} when
 * @param {string} says
 * @returns {import("@winnow/core").Feature}
 */
function flag(name, kind, when, says) {
  return {
    name,
    unit: "flag",
    doc: `1 where ${when}, else 0; 0 where the agent is missing.`,
    says,
    value: hasFault(kind),
  };
}

export const extractor = defineExtractor({
  name: NAME,
  summary: "User-Agents of web requests: what they claim to be, and in what they differ from it",
  options: z.strictObject({
    pick: z
      .array(z.string())
      .default(["agentLogLength", "agentProducts", "agentCommentParts", "agentFaultCount"])
      .describe("Names of the features to describe requests by, in vector order."),
  }),
  accepts: ["web-request"],
  catalogue: CATALOGUE,
  features: ({ pick }) => pickFeatures(NAME, CATALOGUE, pick),
});
