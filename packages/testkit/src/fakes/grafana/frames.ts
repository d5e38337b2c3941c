/** One column of a data frame. */
export interface FrameField {
  readonly name: string;
  /** Grafana's name of the Go type: `time.Time`, `string`, `int64`, `float64`, `bool`, `json.RawMessage`. */
  readonly frame: string;
  /** Instants are ns since 1970. */
  readonly values: readonly unknown[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a data frame says of itself besides its fields. */
export interface FrameMeta {
  readonly type?: string;
  readonly typeVersion?: readonly [number, number];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly executedQueryString?: string;
  readonly notices?: readonly { readonly severity: "info" | "warning" | "error"; readonly text: string }[];
}

/** A data frame as Grafana writes it: schema and column-major values, with what JSON cannot say beside them. */
export function frameOf(refId: string, meta: FrameMeta, fields: readonly FrameField[]): unknown {
  const written = fields.map(writeField);
  const entities = written.map(({ entities: found }) => found);
  const nanos = written.map(({ nanos: found }) => found);
  return {
    schema: {
      refId,
      meta,
      fields: fields.map(({ name, frame, values, labels }) => ({
        name,
        type: kindOf(frame),
        typeInfo: { frame, ...(values.includes(null) && { nullable: true }) },
        ...(labels && { labels }),
      })),
    },
    data: {
      values: written.map(({ values }) => values),
      ...(entities.some((found) => found !== null) && { entities }),
      ...(nanos.some((found) => found !== null) && { nanos }),
    },
  };
}

function kindOf(frame: string): string {
  if (frame === "time.Time") return "time";
  if (frame === "bool") return "boolean";
  if (frame === "json.RawMessage") return "other";
  return frame === "string" ? "string" : "number";
}

interface WrittenField {
  readonly values: readonly unknown[];
  readonly entities: Readonly<Record<string, number[]>> | null;
  readonly nanos: readonly number[] | null;
}

function writeField({ frame, values }: FrameField): WrittenField {
  if (frame === "time.Time") return writeTimes(values as readonly (bigint | null)[]);
  const entities: Record<string, number[]> = {};
  const written = values.map((value, row) => {
    const entity = typeof value === "number" ? entityOf(value) : undefined;
    if (entity === undefined) return value;
    (entities[entity] ??= []).push(row);
    return null;
  });
  return { values: written, entities: Object.keys(entities).length === 0 ? null : entities, nanos: null };
}

function entityOf(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "Inf";
  return value === -Infinity ? "NegInf" : undefined;
}

const NS_PER_MS = 1_000_000n;

function writeTimes(values: readonly (bigint | null)[]): WrittenField {
  const nanos = values.map((ns) => (ns === null ? 0 : Number(((ns % NS_PER_MS) + NS_PER_MS) % NS_PER_MS)));
  const ms = values.map((ns, row) => (ns === null ? null : Number((ns - BigInt(nanos[row]!)) / NS_PER_MS)));
  return { values: ms, entities: null, nanos: nanos.some((rest) => rest !== 0) ? nanos : null };
}
