import { decodeField } from "../frames/decode.ts";
import type { Frame, RawField } from "../frames/frame.ts";
import { numberText } from "../service/json.ts";
import type { QueryAnswer } from "./ask.ts";
import type { Paging } from "./kinds.ts";
import type { SliceAnswer } from "./slices.ts";

type Ask = (model: Readonly<Record<string, unknown>>) => Promise<QueryAnswer>;

/**
 * Pages through one slice, each page after the last row of the one before. Documents that sort alike may be passed over
 * at the end of a page, so the answer counts as whole only if as many different documents came as there are.
 */
export async function exhaust(
  ask: Ask,
  { page, count }: Paging,
  limit: number,
): Promise<SliceAnswer<readonly Frame[]>> {
  const frames: Frame[] = [];
  const documents = new Set<string>();
  let rows = 0;
  for (let after: readonly unknown[] | undefined; ;) {
    const answer = await ask(page(after));
    if (answer.kind === "refused") throw answer.error;
    if (answer.kind === "too heavy") return answer;
    frames.push(...answer.frames);
    const got = answer.frames.reduce((sum, frame) => sum + frame.rows, 0);
    rows += got;
    for (const frame of answer.frames) for (const id of idsOf(frame)) documents.add(id);
    after = got < limit ? undefined : lastSort(answer.frames);
    if (after === undefined) break;
  }
  const counted = await ask(count());
  if (counted.kind === "refused") throw counted.error;
  if (counted.kind === "too heavy") return counted;
  const total = totalOf(counted.frames);
  if (total === rows && total === documents.size) return { kind: "whole", items: frames, rows };
  return { kind: "cut", reason: `a millisecond holds ${total} documents, of which ${documents.size} could be had` };
}

function fieldNamed({ fields }: Frame, name: string): RawField | undefined {
  return fields.find((field) => field.name === name);
}

/** What tells a document from all others. */
function idsOf(frame: Frame): readonly string[] {
  const [ids, indices] = [fieldNamed(frame, "_id"), fieldNamed(frame, "_index")];
  if (ids === undefined || indices === undefined) return [];
  const inIndex = decodeField(indices);
  return decodeField(ids).map((id, row) => JSON.stringify([inIndex[row], id]));
}

/** The sort values of the last row; `undefined` where they cannot be given back exactly. */
function lastSort(frames: readonly Frame[]): readonly unknown[] | undefined {
  const field = frames.at(-1) === undefined ? undefined : fieldNamed(frames.at(-1)!, "sort");
  const sort = field?.values.at(-1);
  if (!Array.isArray(sort)) return undefined;
  return sort.every((value) => typeof value === "number" || typeof value === "string")
    ? (sort as unknown[])
    : undefined;
}

function totalOf(frames: readonly Frame[]): number {
  const counts = frames.flatMap(({ fields }) => fields.filter(({ type }) => type === "number"));
  return counts
    .flatMap(({ values }) => values.map((value) => Number(numberText(value) ?? 0)))
    .reduce((a, b) => a + b, 0);
}
