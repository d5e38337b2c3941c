import { portablePattern, toRegExp } from "@winnow/expressions";

/** Something in a command line that is worth a look, whoever does it. */
export interface Target {
  readonly name: string;
  /** 1 for what administrators do too, 2 for what they hardly ever do. */
  readonly weight: 1 | 2;
  /** Portable, over a command template in small letters. Gaps are bounded: an intruder may send a megabyte. */
  readonly pattern: string;
}

/** Finds the targets of a template in small letters, heaviest first. */
export function targetFinder(targets: readonly Target[]): (template: string) => readonly Target[] {
  const compiled = targets
    .toSorted((a, b) => b.weight - a.weight)
    .map((target) => ({ target, expression: toRegExp(portablePattern(target.pattern)) }));
  return (template) => compiled.flatMap(({ target, expression }) => (expression.test(template) ? [target] : []));
}
