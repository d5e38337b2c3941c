import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { Redactor } from "../../src/redact/redactor.ts";
import { secretsBy, type Rule } from "../../src/redact/secrets/rule.ts";
import { SECRETS, type SecretKind } from "../../src/redact/secrets/secrets.ts";
import { repetitionFor } from "../redact/support/adversarial.ts";
import { growth, MOST_GROWTH } from "../redact/support/growth.ts";
import { BENIGN, SECRET, SHAPES } from "../redact/support/shapes.ts";
import { stepsOf } from "../redact/support/step-counter.ts";

const KINDS = Object.keys(SECRETS) as SecretKind[];
const RULES = KINDS.flatMap((kind) => SECRETS[kind]);
const shapes = SHAPES.flatMap(([, family]) => family).filter((shape) => typeof shape === "string");
const redactor = new Redactor({ key: "0123456789abcdef", secrets: KINDS, patterns: {} });

const TEXTS_A_ROUND = 200;
const REPETITIONS_A_ROUND = 20;

/** Puts secrets into commands and commands into others, and repeats what rules look for. */
export const redactionFuzzer: Fuzzer = {
  name: "redaction",
  unit: "texts",
  promise: "no secret is shown, and twice the text takes twice the steps",
  rounds: 3,
  round: async (random) => {
    for (let i = 0; i < TEXTS_A_ROUND; i++) assertMasked(random);
    for (let i = 0; i < REPETITIONS_A_ROUND; i++) assertLinear(random);
    return TEXTS_A_ROUND + REPETITIONS_A_ROUND;
  },
};

function assertMasked(random: () => number): void {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const secret = randomSecret(random);
  const shape = pick(shapes).replaceAll(SECRET, () => secret);
  const [before, after] = [pick(["", ...BENIGN]), pick(["", ...BENIGN])];
  const text = [before, shape, after].join(pick([" ", " && ", "; ", "\n", " | "]));
  const masked = redactor.text(text);
  if (masked.includes(secret)) throw new Error(`${secret} is shown: ${text}\n→ ${masked}`);
}

const ENDS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const INNER = `${ENDS}_!#+.~`;

/** Of characters that no shape ends at. */
function randomSecret(random: () => number): string {
  const length = 6 + Math.floor(random() * 30);
  const at = (from: string): string => from[Math.floor(random() * from.length)]!;
  return `Q${Array.from({ length }, () => at(INNER)).join("")}${at(ENDS)}7`;
}

function assertLinear(random: () => number): void {
  const rule = RULES[Math.floor(random() * RULES.length)]!;
  const repetition = repetitionFor(rule.programs !== undefined && random() < 0.3 ? rule.programs : rule.before, random);
  const before = rule.programs === undefined ? "" : `${rule.words[0]} `;
  const grown = growth(stepsOfRule(rule), (size) => before + repetition(size));
  if (grown > MOST_GROWTH) {
    throw new Error(
      `steps grow ${grown.toFixed(1)} times for ${String(rule.before)}: ${JSON.stringify(repetition(64))}`,
    );
  }
}

function stepsOfRule(rule: Rule): (text: string) => number {
  return (text) => stepsOf(() => void [...secretsBy(rule, text)]);
}
