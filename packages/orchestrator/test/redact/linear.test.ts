import { randomNumbers } from "@winnow/testkit";
import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/redact/redactor.ts";
import { secretsBy, type Rule } from "../../src/redact/secrets/rule.ts";
import { SECRETS, type SecretKind } from "../../src/redact/secrets/secrets.ts";
import { repetitionFor, type Repetition } from "./support/adversarial.ts";
import { growth, MOST_GROWTH } from "./support/growth.ts";
import { stepsOf } from "./support/step-counter.ts";

const KINDS = Object.keys(SECRETS) as SecretKind[];
const rules = KINDS.flatMap((kind) => SECRETS[kind]);
const redactor = new Redactor({ key: "0123456789abcdef", secrets: KINDS, patterns: {} });

const stepsOfRule = (rule: Rule) => (text: string) => stepsOf(() => void [...secretsBy(rule, text)]);
const stepsOfRedactor = (text: string): number => stepsOf(() => void redactor.text(text));

describe("the steps of redaction", () => {
  it.each(rules.map((rule) => [rule.before.source.slice(0, 80), rule] as const))(
    "double with the text for the rule %s",
    (_, rule) => {
      const random = randomNumbers(1);
      for (let i = 0; i < 30; i++) {
        const repetition = repetitionFor(i % 4 === 3 && rule.programs ? rule.programs : rule.before, random);
        const text = `${rule.programs === undefined ? "" : `${rule.words[0]} `}`;
        const grown = growth(stepsOfRule(rule), (size) => text + repetition(size));
        expect.soft({ repetition: repetition(64), isLinear: grown <= MOST_GROWTH }).toMatchObject({ isLinear: true });
      }
    },
  );

  it.each([
    ['password="', "\\"],
    ['password=\\"', "\\"],
    ["", "sk-"],
    ["", 'password=\\"'],
    ["", 'password="\\'],
    ["password='", '\\"'],
    ["", "password='\\\""],
    ["", "<password "],
    ["", "://a:"],
    ["", "eyJaaaaaaaa."],
    ["", "-----BEGIN PRIVATE KEY-----"],
    ["", "<secret:0123456789>"],
    ["", "password=x "],
    ["", "p^a"],
  ])("double with the text for %s and repetitions of %s", (before, repeated) => {
    const repetition: Repetition = (size) => before + repeated.repeat(size / repeated.length);
    expect(growth(stepsOfRedactor, repetition)).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it("are counted by a matcher that knows a quadratic pattern", () => {
    const steps = (text: string): number => stepsOf(() => void /a+b/.exec(text));
    expect(growth(steps, (size) => "a".repeat(size))).toBeGreaterThan(3.5);
  });
});
