import { shownText } from "@winnow/expressions";

/** Texts by number, each kept once, long ones shortened. */
export class Texts {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a text, −1 where there is none. */
  cell(text: string | null): number {
    if (text === null) return -1;
    const shown = shownText(text);
    const known = this.#numbers.get(shown);
    if (known !== undefined) return known;
    const number = this.list.push(shown) - 1;
    this.#numbers.set(shown, number);
    return number;
  }
}
