import test from "node:test";
import { clustererChecks } from "@winnow/testkit";
import { clusterer } from "../clusterer.js";

// Cells as wide as the distance between the groups of the checks hold one group each.
const checks = clustererChecks(clusterer, { options: { width: 0.35 } });

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);
