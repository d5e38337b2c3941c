import { expandPoints } from "@winnow/analysis";
import type { Clustering, PointMatrix } from "@winnow/core";
import type { Rule } from "../check.ts";
import { randomNumbers, shuffled } from "../random.ts";
import { labelFault, partOfWays } from "./partition.ts";
import { copies, groups, matrixOf, reordered, rowsOf, weightedGroups } from "./samples.ts";
import { pluginOptions } from "../options/validation.ts";
import { contextWith, run } from "./subject.ts";
import type { Subject } from "./subject.ts";

const SHUFFLES = 5;
const NO_COLUMN_VALUE = 0.25;

/** What is asked of the labels of any clusterer, and of what comes with them. */
export const labelRules: readonly Rule<Subject>[] = [
  {
    id: "input-untouched",
    must: "The points and the options MUST NOT be changed.",
    faultOf: async ({ plugin, settings }) => {
      const points = weightedGroups();
      const options = await pluginOptions(plugin, settings.options);
      const written = (): string => JSON.stringify([rowsOf(points), [...points.weights], points.columns, options]);
      const before = written();
      await plugin.cluster(points, options, contextWith(new AbortController().signal));
      return written() === before ? undefined : "the points or the options were changed";
    },
  },
  {
    id: "labels-contiguous",
    must:
      "Labels MUST be an Int32Array of one label per point, 0 … k−1 with every number in use, or −1 where the plugin has " +
      "the noise trait.",
    faultOf: async (subject) => {
      const points = groups();
      const { labels } = await run(subject, points);
      return labelFault(labels, points.rows, subject.plugin.traits.noise);
    },
  },
  {
    id: "no-points",
    must: "No points MUST give no labels, not an error.",
    faultOf: async (subject) => labelFault((await run(subject, matrixOf([]))).labels, 0, subject.plugin.traits.noise),
  },
  {
    id: "one-point",
    must: "A single point MUST give one label, 0 or, with the noise trait, −1.",
    faultOf: async (subject) =>
      labelFault((await run(subject, matrixOf([[0.5, 0.5]]))).labels, 1, subject.plugin.traits.noise),
  },
  {
    id: "duplicates-together",
    must: "Equal points MUST get equal labels.",
    faultOf: async (subject) =>
      (await duplicatesFault(subject, groups())) ?? (await duplicatesFault(subject, copies())),
  },
  {
    id: "constant-column",
    must: "A column of equal values MUST NOT change the clusters, and points that are all equal MUST be clustered.",
    faultOf: async (subject) => {
      const points = groups();
      const widened = matrixOf(rowsOf(points).map(([x, y]) => [x!, NO_COLUMN_VALUE, y!]));
      const fault = partOfWays((await run(subject, points)).labels, (await run(subject, widened)).labels);
      if (fault !== undefined) return `without the column and with it: ${fault}`;
      const equal = matrixOf(Array.from({ length: 10 }, () => [NO_COLUMN_VALUE, NO_COLUMN_VALUE]));
      return labelFault((await run(subject, equal)).labels, equal.rows, subject.plugin.traits.noise);
    },
  },
  {
    id: "weights-repetition",
    must: "With the weights trait, a point of weight w MUST count as w equal points: labels and core flags are the same.",
    concerns: ({ plugin }) => plugin.traits.weights,
    faultOf: async (subject) => weightsFault(subject, weightedGroups()),
  },
  {
    id: "order-independent",
    must: "The order of the points MUST NOT change the clusters, apart from their numbers.",
    faultOf: async (subject) => {
      const points = groups();
      const { labels } = await run(subject, points);
      const random = randomNumbers(4);
      for (let i = 0; i < SHUFFLES; i++) {
        const order = shuffled(points.rows, random);
        const moved = (await run(subject, reordered(points, order))).labels;
        const fault = partOfWays(
          Int32Array.from(order, (row) => labels[row]!),
          moved,
        );
        if (fault !== undefined) return `in another order: ${fault}`;
      }
      return undefined;
    },
  },
  {
    id: "repeatable",
    must: "The same points and options, the seed included, MUST give the same labels.",
    faultOf: async (subject) => {
      const first = (await run(subject, groups())).labels;
      const second = (await run(subject, groups())).labels;
      const row = first.findIndex((label, i) => label !== second[i]);
      return row === -1 ? undefined : `row ${row} got ${first[row]} first and ${second[row]} then`;
    },
  },
  {
    id: "seed-option",
    must: "With the seeded trait, the options MUST have a `seed`.",
    concerns: ({ plugin }) => plugin.traits.seeded,
    faultOf: async ({ plugin }) => {
      const schema = plugin.options["~standard"].jsonSchema.input({ target: "draft-07" });
      return Object.hasOwn(schema["properties"] ?? {}, "seed") ? undefined : "there is no option `seed`";
    },
  },
  {
    id: "scores-in-range",
    must:
      "Strengths and outlier scores, where given, MUST be finite, 0 to 1, one per point; core flags, where given, 0 or 1, " +
      "one per point.",
    faultOf: async (subject) => {
      for (const points of [groups(), matrixOf(Array.from({ length: 10 }, () => [0, 0]))]) {
        const fault = scoresFault(await run(subject, points), points.rows);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  },
  {
    id: "predict-agrees",
    must:
      "`predict`, where given, MUST give the label of an equal point: of core points, or of all clustered ones where no core " +
      "flags are given.",
    faultOf: async (subject) => {
      const points = groups();
      const { labels, core, predict } = await run(subject, points).then((clustering) => ({
        ...clustering,
        predict: clustering.predict?.bind(clustering),
      }));
      if (predict === undefined) return undefined;
      for (const [row, vector] of rowsOf(points).entries()) {
        if (core === undefined ? labels[row] === -1 : core[row] !== 1) continue;
        const predicted = predict(Float64Array.from(vector));
        if (predicted !== labels[row])
          return `row ${row} has label ${labels[row]}, and ${predicted} is predicted for it`;
      }
      return undefined;
    },
  },
];

async function duplicatesFault(subject: Subject, points: PointMatrix): Promise<string | undefined> {
  const { labels } = await run(subject, points);
  const labelOf = new Map<string, number>();
  for (const [row, vector] of rowsOf(points).entries()) {
    const known = labelOf.get(vector.join());
    if (known !== undefined && known !== labels[row]) {
      return `row ${row} got ${labels[row]}, and an equal row before it ${known}`;
    }
    labelOf.set(vector.join(), labels[row]!);
  }
  return undefined;
}

async function weightsFault(subject: Subject, points: PointMatrix): Promise<string | undefined> {
  const { points: expanded, origin } = expandPoints(points);
  const weighted = await run(subject, points);
  const repeated = await run(subject, expanded);
  const spread = (flags: ArrayLike<number>): Int32Array => origin.map((row) => flags[row]!);
  const fault = partOfWays(spread(weighted.labels), repeated.labels);
  if (fault !== undefined) return `weighted and repeated: ${fault}`;
  if (weighted.core === undefined || repeated.core === undefined) return undefined;
  const core = spread(weighted.core);
  const row = repeated.core.findIndex((flag, i) => flag !== core[i]);
  return row === -1 ? undefined : `row ${origin[row]} is core by one and not by the other`;
}

function scoresFault({ strength, outlierScores, core }: Clustering, rows: number): string | undefined {
  for (const [name, scores] of Object.entries({ strength, outlierScores, core })) {
    if (scores === undefined) continue;
    if (scores.length !== rows) return `${name} holds ${scores.length} numbers for ${rows} points`;
    const row = scores.findIndex((score) => !(score >= 0 && score <= 1));
    if (row !== -1) return `${name} of row ${row} is ${scores[row]}`;
  }
  return undefined;
}
