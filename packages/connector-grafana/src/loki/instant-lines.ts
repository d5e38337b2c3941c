import type { Entry } from "./entry.ts";
import type { LabelKinds } from "./label-kinds.ts";
import type { LokiTransport, Sample } from "./transport.ts";

/** Label that carries the text of a line. */
const LINE = "winnow_line";

/**
 * The lines of one nanosecond, by counting them by their text: at the times at which Loki cuts queries of lines it drops
 * the lines that end a chunk, but not from its counts. `undefined` where they cannot be got.
 */
export async function linesAt(
  transport: LokiTransport,
  query: string,
  nanos: bigint,
  kinds: LabelKinds,
): Promise<readonly Entry[] | undefined> {
  const expression = `count_over_time(${query}\n| label_format ${LINE}=\`{{ __line__ }}\` [1ns])`;
  const answer = await transport.numbers(expression, nanos, "instant");
  if (answer.kind !== "numbers") return undefined;
  const found = answer.samples.map((sample) => entriesOf(sample, nanos, kinds));
  return found.includes(undefined) ? undefined : found.flatMap((entries) => entries ?? []);
}

/** As many equal lines as were counted; `undefined` where it is unknown which labels are the stream's. */
function entriesOf({ labels, value }: Sample, nanos: bigint, kinds: LabelKinds): readonly Entry[] | undefined {
  const { [LINE]: line = "", ...rest } = labels;
  const sorted = kinds.sorted(rest);
  return sorted === undefined ? undefined : Array.from({ length: value }, () => ({ nanos, line, ...sorted }));
}
