// The points that every peer is given, and the parameters that go with them.
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { bindExpression, bindFields, fieldLeaf, parseExpression, toEvaluator } from "@winnow/expressions";
import { windowsProcess } from "@winnow/features-windows";
import { sentinelProcess } from "@winnow/field-maps";
import { createRandom } from "../random.mjs";

/** @typedef {import("./points-file.mjs").Points} Points */
/** @typedef {{ readonly eps: number, readonly minPoints: number, readonly minClusterSize: number }} Parameters */
/** @typedef {{ readonly points: Points, readonly parameters: Parameters }} Workload */

const EXAMPLE = fileURLToPath(new URL("../../examples/windows-processes/data/processes.csv", import.meta.url));
/** What the profile `msticpy-processes` clusters by. */
const FEATURES = ["commandlineTokensFull", "pathScore", "isSystemSession"];

const BLOBS = { count: 10, deviation: 0.03, backgroundShare: 0.1, seed: 7 };
/** Other points that lie, on average over the points of a blob, within eps of one. */
const NEIGHBOURS = 2.83;

/**
 * Blobs without repetitions: 90 % of the points in 10 Gaussian blobs of deviation 0.03, their centres uniform in the unit
 * cube, and 10 % uniform in the cube. eps is such that a point of a blob has 2.83 others within it on average, in any
 * dimension; in three it is 0.2 · n^(−1/3).
 * @param {number} rows
 * @param {number} dimensions
 * @returns {Workload}
 */
export function blobs(rows, dimensions) {
  const random = createRandom(BLOBS.seed);
  const centres = Float64Array.from({ length: BLOBS.count * dimensions }, random);
  const data = new Float64Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const inBackground = random() < BLOBS.backgroundShare;
    const blob = Math.floor(random() * BLOBS.count);
    for (let j = 0; j < dimensions; j++) {
      const blobbed = (centres[blob * dimensions + j] ?? 0) + BLOBS.deviation * gaussian(random);
      data[row * dimensions + j] = inBackground ? random() : blobbed;
    }
  }
  const eps = radiusOf(rows, dimensions);
  return { points: { rows, dimensions, data }, parameters: { eps, minPoints: 5, minClusterSize: 5 } };
}

/** @param {number} rows @param {number} dimensions */
function radiusOf(rows, dimensions) {
  // Two points of one blob differ by a Gaussian of twice the variance: its density at 0 gives the points per volume.
  const perPoint = (NEIGHBOURS * BLOBS.count * (4 * Math.PI) ** (dimensions / 2)) / (rows * unitBall(dimensions));
  return Number((BLOBS.deviation * perPoint ** (1 / dimensions)).toPrecision(6));
}

/** Volume of the ball of radius 1. @param {number} dimensions @returns {number} */
function unitBall(dimensions) {
  if (dimensions < 2) return dimensions === 0 ? 1 : 2;
  return ((2 * Math.PI) / dimensions) * unitBall(dimensions - 2);
}

/**
 * Process starts of the bundled example as `msticpy-processes` sees them (three features, unit length), drawn with
 * repetition: many rows, few distinct ones.
 * @param {number} rows
 * @returns {Promise<Workload>}
 */
export async function processes(rows) {
  const distinct = await processRows();
  const random = createRandom(11);
  const width = FEATURES.length;
  const data = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(random() * (distinct.length / width)) * width;
    for (let j = 0; j < width; j++) data[row * width + j] = distinct[from + j] ?? 0;
  }
  return {
    points: { rows, dimensions: width, data },
    parameters: { eps: 1e-4, minPoints: 2, minClusterSize: 5 },
  };
}

/** @type {Promise<Float64Array> | undefined} */
let readOnce;

/** Every event of the example as a vector of unit length. */
function processRows() {
  readOnce ??= readProcessRows();
  return readOnce;
}

async function readProcessRows() {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("select * from read_csv($path, all_varchar = true)", { path: EXAMPLE });
  const columns = reader.columnNames();
  const events = /** @type {(string | null)[][]} */ (reader.getRows());
  connection.closeSync();
  instance.closeSync();
  const bound = bindFields(sentinelProcess.map, columns);
  const evaluators = windowsProcess.features({ pick: FEATURES }).map(({ name, value }) => {
    if (typeof value === "object" && "compute" in value) throw new Error(`${name} is not an expression`);
    return toEvaluator(bindExpression(parseExpression(value, fieldLeaf), bound));
  });
  return Float64Array.from(
    events.flatMap((event) => {
      const vector = evaluators.map((evaluate) =>
        Number(evaluate((leaf) => (leaf.op === "column" ? (event[columns.indexOf(leaf.name)] ?? null) : null))),
      );
      const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      return vector.map((value) => (length === 0 ? 0 : value / length));
    }),
  );
}

/** Box and Muller. @param {() => number} random */
function gaussian(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
