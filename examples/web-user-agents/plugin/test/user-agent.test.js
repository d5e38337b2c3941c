import assert from "node:assert/strict";
import test from "node:test";
import { extractorChecks } from "@winnow/testkit";
import { fieldMap } from "../access-log/field-map.js";
import { extractor } from "../user-agent/extractor.js";
import { familyOf } from "../user-agent/family.js";
import { faultsOf } from "../user-agent/faults.js";
import { parseAgent } from "../user-agent/parts.js";
import { CRAFTED, GENUINE } from "./agents.js";

const checks = extractorChecks(extractor, {
  examples: [
    {
      event: { "user_agent.original": GENUINE.chrome },
      features: {
        agentFamily: "Chrome",
        agentTemplate: "Mozilla/# (Windows NT #; Win#; x#) AppleWebKit/# (KHTML, like Gecko) Chrome/# Safari/#",
        agentFaultCount: 0,
        agentFaults: "",
        agentProducts: 4,
        agentCommentParts: 4,
      },
    },
    {
      event: { "user_agent.original": `User-Agent: ${GENUINE.chrome.replace("Mozilla", "mozilla")}` },
      features: { agentFaultCount: 2, agentWrapping: 1, agentLetters: 1, agentOrder: 0 },
    },
    {
      event: { "user_agent.original": "curl/8.5.0" },
      features: { agentFamily: "tool", agentTool: 1, agentCrafted: 0 },
    },
    { event: { "user_agent.original": "sqlmap/1.8" }, features: { agentFamily: "scanner", agentScanner: 1 } },
    { event: {}, features: { agentFamily: "none", agentAbsent: 1, agentFaultCount: 0, agentLogLength: 0 } },
  ],
  fields: Object.keys(fieldMap.map.fields),
});

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);

for (const [name, agent] of Object.entries(GENUINE)) {
  test(`finds nothing wrong with ${name}`, () => {
    assert.deepEqual(faultsOf(parseAgent(agent)), []);
  });
}

for (const [agent, says] of CRAFTED) {
  test(`says of ${agent} that it ${says}`, () => {
    const found = faultsOf(parseAgent(agent)).map((fault) => fault.says);
    assert.ok(found.includes(says), `it says: ${found.join(", ") || "nothing"}`);
  });
}

test("tells what an agent claims to be by the word that only this browser sends", () => {
  const claimed = Object.entries(GENUINE).map(([name, agent]) => [name, familyOf(parseAgent(agent))]);
  assert.deepEqual(Object.fromEntries(claimed), {
    chrome: "Chrome",
    chromeOnMac: "Chrome",
    chromeOnAndroid: "Chrome",
    webView: "Chrome",
    chromeOnIos: "Chrome",
    edge: "Edge",
    oldEdge: "Edge",
    edgeOnIos: "Edge",
    edgeOnIosAsWell: "Edge",
    firefoxOnIos: "Firefox",
    insideAnApp: "Mozilla",
    opera: "Opera",
    samsung: "Samsung Internet",
    safari: "Safari",
    safariOnIos: "Safari",
    firefox: "Firefox",
    firefoxOf2023: "Firefox",
    firefoxOnMac: "Firefox",
    firefoxOnAndroid: "Firefox",
    explorer11: "Internet Explorer",
    explorer9: "Internet Explorer",
    explorer8: "Internet Explorer",
    compatibilityView: "Internet Explorer",
  });
});

test("leaves tools and robots, which may call themselves what they like, alone", () => {
  for (const [agent, family] of /** @type {const} */ ([
    ["curl/8.5.0", "tool"],
    ["Wget/1.21.3", "tool"],
    ["python-requests/2.31.0", "tool"],
    ["Mozilla/5.0 (compatible; ExampleBot/2.1; +https://example.com/bot)", "robot"],
    ["site-monitor/1.4", "robot"],
    ["My own program", "other"],
  ])) {
    const parsed = parseAgent(agent);
    assert.deepEqual([familyOf(parsed), faultsOf(parsed)], [family, []]);
  }
});

test("judges an agent of a million characters by its beginning", () => {
  assert.equal(parseAgent("(".repeat(1_000_000)).text.length, 2048);
});
