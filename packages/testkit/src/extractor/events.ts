import { fieldsOf } from "@winnow/expressions";
import type { FieldEvent, RunnableFeature } from "./subject.ts";

/** Texts that logs hold and that code forgets: nothing, a lot, other scripts, halves of characters, lies about numbers. */
const HOSTILE: readonly string[] = [
  "",
  " ",
  "0",
  "-1",
  "1e999",
  "0x",
  "NaN",
  "null",
  "__proto__",
  "a\u0000b",
  "a\r\nb\tc",
  "\u202Eexe.txt",
  "\uD800",
  "İstanbul ǅ ß ﬁ",
  "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
  "C:\\Windows\\..\\\\?\\UNC\\x",
  "/../../etc/passwd",
  "<script>alert(1)</script>",
  "=cmd|' /C calc'!A0",
  "((((((((((((((((((((((((((((((a+)+)+$",
];

/** As long as a command line gets on Windows, of what makes patterns try again and again. */
const LONG: readonly string[] = ["a1 -", "a", " ", "\\", "/a", '"', "(", "=", "a.", "0"].map((piece) =>
  piece.repeat(32_767).slice(0, 32_767),
);

/** Times at the ends of what logs hold, and none. */
const TIMES: readonly (bigint | undefined)[] = [undefined, 0n, -1n, 253_402_300_799_999_999n];

/** Events in which the fields that the features read hold what nobody expects, one text everywhere at a time. */
export function hostileEvents(features: readonly RunnableFeature[]): readonly FieldEvent[] {
  const fields = [...new Set(features.flatMap(({ inputs }) => inputs.flatMap(fieldsOf)))];
  const filled = (text: string): FieldEvent => Object.fromEntries(fields.map((field) => [field, text]));
  return [
    {},
    ...HOSTILE.map((text, i) => withTime(filled(text), TIMES[i % TIMES.length])),
    ...fields.map((field) => ({ [field]: "x" })),
  ];
}

/** Events in which the fields that one feature reads each hold a very long text. */
export function longEvents({ inputs }: RunnableFeature): readonly FieldEvent[] {
  return LONG.map((text) => Object.fromEntries(inputs.flatMap(fieldsOf).map((field) => [field, text])));
}

function withTime(event: FieldEvent, time: bigint | undefined): FieldEvent {
  return time === undefined ? event : { ...event, "@timestamp": time };
}
