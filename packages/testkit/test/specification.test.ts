import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { clustererRules } from "../src/clusterer/checks.ts";

it("states every check of the kit, word for word, in the specification", () => {
  const specification = readFileSync(new URL("../../../docs/spec/plugins.md", import.meta.url), "utf8");
  const stated = [...specification.matchAll(/^- \*\*(?<id>[a-z-]+)\*\* — (?<must>(?:.+\n)(?: {2}.+\n)*)/gm)];
  const sentences = stated.map(({ groups }) => [groups!["id"], groups!["must"]!.replaceAll(/\s+/g, " ").trim()]);
  expect(sentences).toEqual(clustererRules.map(({ id, must }) => [id, must]));
});
