import { badMask, unknownMask } from "./errors.ts";
import { MASKS, OWN_ANGLES, type Mask, type MaskGroup } from "./masks.ts";
import { replacementPattern, toRegExp } from "../pattern.ts";

/**
 * Which masks a template is made with: names of masks and of groups of masks (`values`, `names`), and tables of one's
 * own, `{ "<ticket>": "INC[0-9]+" }`. A table alone is taken in addition to `values`.
 */
export type MaskSelection = readonly (string | Readonly<Record<string, string>>)[] | Readonly<Record<string, string>>;

const DEFAULT: readonly string[] = ["values"];
const GROUPS: readonly MaskGroup[] = ["values", "names"];
/** Letters only, so that no mask finds anything in it, and short, so that it does not pass for encoded content. */
const SLOT = /^<[a-z][a-z-]{0,29}>$/;

/**
 * The masks of a selection in the order in which they apply: `<` first, then one's own as written, then the built-in
 * ones in their own order.
 * @throws `WN1105` a name that is no mask, `WN1106` a mask of one's own that cannot be used, `WN1104` its pattern
 */
export function selectMasks(selection: MaskSelection = DEFAULT): readonly Mask[] {
  const entries = Array.isArray(selection) ? (selection as readonly unknown[]) : [...DEFAULT, selection];
  const own: Mask[] = [];
  const names = new Set<string>();
  for (const entry of entries) {
    if (typeof entry === "string") for (const name of namesOf(entry)) names.add(name);
    else own.push(...ownMasks(entry));
  }
  return [OWN_ANGLES, ...own, ...MASKS.filter(({ name }) => names.has(name))];
}

function namesOf(entry: string): readonly string[] {
  if (MASKS.some(({ name }) => name === entry)) return [entry];
  if (!GROUPS.includes(entry as MaskGroup)) {
    throw unknownMask({ name: entry, known: [...GROUPS, ...MASKS.map(({ name }) => name)] });
  }
  return MASKS.filter(({ group }) => group === entry).map(({ name }) => name);
}

function ownMasks(table: unknown): Mask[] {
  if (typeof table !== "object" || table === null || Array.isArray(table)) {
    throw badMask({ mask: JSON.stringify(table) ?? String(table), problem: "it is neither a name nor a table" });
  }
  return Object.entries(table).map(([slot, pattern]) => {
    if (!SLOT.test(slot)) throw badMask({ mask: slot, problem: "a slot is written <name>, in small letters" });
    if (typeof pattern !== "string") throw badMask({ mask: slot, problem: "its pattern is not a text" });
    replacementPattern(pattern);
    return { name: slot.slice(1, -1), group: "values", pattern, replacement: slot, doc: "the profile's own" };
  });
}

/** A slot of a template and what stood there. */
export interface SlotValue {
  /** `<guid>`, `<number>`, … */
  readonly slot: string;
  readonly value: string;
}

/** The template of a text, as the operator `template` gives it. */
export function fillTemplate(text: string, masks: readonly Mask[]): string {
  return masks.reduce(
    (masked, { pattern, replacement }) => masked.replace(compiled(pattern), () => replacement),
    text.toWellFormed(),
  );
}

/**
 * What each slot of the text's template stands for, in the order of the template: the values of equal templates can be
 * compared place by place.
 */
export function slots(text: string, masks: readonly Mask[]): readonly SlotValue[] {
  const start: MaskedText = { text: text.toWellFormed(), slots: [] };
  return masks.reduce(applyMask, start).slots.map(({ slot, value }) => ({ slot, value }));
}

interface MaskedText {
  readonly text: string;
  /** In the order of their places. */
  readonly slots: readonly (SlotValue & { readonly at: number })[];
}

function applyMask(masked: MaskedText, { pattern, replacement }: Mask): MaskedText {
  const slotsAfter: (SlotValue & { at: number })[] = [];
  let text = "";
  let from = 0;
  let next = 0;
  const copyTo = (end: number): void => {
    for (; next < masked.slots.length && masked.slots[next]!.at < end; next++) {
      const slot = masked.slots[next]!;
      if (slot.at >= from) slotsAfter.push({ ...slot, at: slot.at - from + text.length });
    }
    text += masked.text.slice(from, end);
  };
  for (const match of masked.text.matchAll(compiled(pattern))) {
    copyTo(match.index);
    from = match.index + match[0].length;
    const added = slotOf(replacement, match[0]);
    if (added !== undefined) slotsAfter.push({ ...added, at: text.length });
    text += replacement;
  }
  copyTo(masked.text.length);
  return { text, slots: slotsAfter };
}

/** What is around the slot in a replacement stands for as many characters of what was replaced. */
function slotOf(replacement: string, replaced: string): SlotValue | undefined {
  const slot = /<[a-z-]+>/.exec(replacement);
  if (slot === null) return undefined;
  const [name] = slot;
  if (replacement.indexOf("<", slot.index + 1) >= 0) return { slot: replacement, value: replaced };
  const after = replacement.length - slot.index - name.length;
  return { slot: name, value: replaced.slice(slot.index, replaced.length - after).replaceAll("<<", "<") };
}

const expressions = new Map<string, RegExp>();

/** Patterns come from the code and the profile, so there are few of them. */
function compiled(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const expression = toRegExp(replacementPattern(pattern), "g");
  expressions.set(pattern, expression);
  return expression;
}
