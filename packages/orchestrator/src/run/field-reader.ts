import { formatTime, parseTime, TIME_FIELD, toEvaluator, type TimeSource } from "@winnow/expressions";
import type { FieldReader } from "@winnow/core";
import type { SourceFields } from "@winnow/reduction";

/** A reader of the field over events of several sources; `undefined` where none of them has it. */
export function readerOver(sources: readonly SourceFields[], field: string): FieldReader | undefined {
  const readers = sources.flatMap((source) => fieldReader(source, field) ?? []);
  if (readers.length < 2) return readers[0];
  return (batch) => {
    const texts = readers.map((reader) => reader(batch));
    return (row) => {
      for (const textOf of texts) {
        const text = textOf(row);
        if (text !== "") return text;
      }
      return "";
    };
  };
}

/** A reader of the field, by its binding; `undefined` where the source lacks it. */
function fieldReader(bound: SourceFields, field: string): FieldReader | undefined {
  if (field === TIME_FIELD) return bound.time === null ? undefined : timeReader(bound.time);
  const expression = bound.fields.get(field);
  if (expression === undefined) return undefined;
  const evaluate = toEvaluator(expression);
  return ({ columns, values }) => {
    const position = new Map(columns.map((name, index) => [name, index]));
    return (row) =>
      String(evaluate((leaf) => (leaf.op === "column" ? (values[position.get(leaf.name)!]?.[row] ?? "") : null)) ?? "");
  };
}

/** Every schema writes times in its own way: readers see one. */
function timeReader({ column, format }: TimeSource): FieldReader {
  return ({ columns, values }) => {
    const texts = values[columns.indexOf(column)];
    return (row) => {
      const time = parseTime(texts?.[row] ?? "", format);
      return time === null ? "" : formatTime(time);
    };
  };
}
