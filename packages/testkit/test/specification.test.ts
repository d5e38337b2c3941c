import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { clustererRules } from "../src/clusterer/checks.ts";
import { connectorRules } from "../src/connector/checks.ts";
import { extractorRules } from "../src/extractor/checks.ts";
import { sinkRules } from "../src/sink/checks.ts";

const specification = readFileSync(new URL("../../../docs/spec/plugins.md", import.meta.url), "utf8");

it.each([
  ["Clusterers", clustererRules],
  ["Connectors", connectorRules],
  ["Extractors", extractorRules],
  ["Sinks", sinkRules],
])("states every check of %s, word for word, in the specification", (kind, rules) => {
  const section = specification.split(/^## /m).find((text) => text.startsWith(`${kind}\n`)) ?? "";
  const stated = [...section.matchAll(/^- \*\*(?<id>[a-z-]+)\*\* — (?<must>(?:.+\n)(?: {2}.+\n)*)/gm)];
  const sentences = stated.map(({ groups }) => [groups!["id"], groups!["must"]!.replaceAll(/\s+/g, " ").trim()]);
  expect(sentences).toEqual(rules.map(({ id, must }) => [id, must]));
});
