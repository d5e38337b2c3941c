/** Texts by number, each kept once. */
export class Texts {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a text, −1 where there is none. */
  cell(text: string | null): number {
    if (text === null) return -1;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.list.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }
}
