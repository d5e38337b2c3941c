import type { PointMatrix } from "@winnow/core";
import type { Rule } from "../check.ts";
import { partOfWays } from "./partition.ts";
import { referenceDbscan } from "./reference-dbscan.ts";
import { referenceHdbscan } from "./reference-hdbscan.ts";
import { groups, rowsOf, tiedPoints } from "./samples.ts";
import { run } from "./subject.ts";
import type { Reference, Subject } from "./subject.ts";

const TIED_SETS = 60;
/** Steps of the grid, where ties are, and between them; 0 is legal. */
const RADII = [0.1, 0.2, 0.3, 0, 0.15];

/** What is asked of density clusterers: the answers of their definition. */
export const goldenRule: Rule<Subject> = {
  id: "golden",
  must:
    "A clusterer that bears the name of DBSCAN or HDBSCAN MUST give the clusters of the definition, on points full of ties " +
    "and repeats, too.",
  concerns: ({ settings }) => settings.reference !== undefined,
  faultOf: async (subject) => {
    const { plugin, settings } = subject;
    const sets = Array.from({ length: TIED_SETS }, (_, seed) => tiedPoints(seed, plugin.traits.weights));
    for (const [set, points] of [...sets, groups()].entries()) {
      const { options, labels } = answerTo(settings.reference!, points, set);
      const fault = partOfWays(labels, (await run(subject, points, options)).labels);
      if (fault !== undefined) {
        const rows = JSON.stringify(rowsOf(points));
        return `by the definition and by the plugin with ${JSON.stringify(options)}: ${fault}\nweights [${points.weights.join()}] rows ${rows}`;
      }
    }
    return undefined;
  },
};

function answerTo(
  reference: Reference,
  points: PointMatrix,
  set: number,
): { readonly options: unknown; readonly labels: Int32Array } {
  const minPoints = 1 + (set % 4);
  if (reference.kind === "dbscan") {
    const parameters = { eps: RADII[set % RADII.length]!, minPoints };
    return { options: reference.options(parameters), labels: referenceDbscan(points, parameters).labels };
  }
  const parameters = { minPoints, minClusterSize: 2 + (set % 3) };
  return { options: reference.options(parameters), labels: referenceHdbscan(points, parameters) };
}
