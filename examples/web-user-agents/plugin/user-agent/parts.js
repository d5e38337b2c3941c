// @ts-check

/**
 * A User-Agent taken apart: products (`Chrome/122.0.0.0`) and comments (what stands in brackets), in their order.
 * RFC 9110, section 10.1.5.
 *
 * @typedef {{ readonly name: string, readonly version: string }} Product
 * @typedef {{
 *   readonly text: string, readonly products: readonly Product[], readonly comments: readonly string[],
 *   readonly balanced: boolean,
 * }} Agent
 */

/** No browser sends more; what is longer is judged by its beginning, and by its length. */
const LOOKED_AT = 2048;

/** @param {string} whole @returns {Agent} */
export function parseAgent(whole) {
  const text = whole.slice(0, LOOKED_AT);
  /** @type {Product[]} */
  const products = [];
  /** @type {string[]} */
  const comments = [];
  let word = "";
  let depth = 0;
  let comment = "";
  let balanced = true;
  const endWord = () => {
    if (word === "") return;
    const slash = word.indexOf("/");
    const name = slash < 0 ? word : word.slice(0, slash);
    products.push({ name, version: slash < 0 ? "" : word.slice(slash + 1) });
    word = "";
  };
  for (const character of text) {
    if (character === "(") {
      if (depth === 0) endWord();
      else comment += character;
      depth++;
    } else if (character === ")" && depth > 0) {
      depth--;
      if (depth > 0) comment += character;
      else comments.push(comment);
      if (depth === 0) comment = "";
    } else if (depth > 0) {
      comment += character;
    } else if (/\s/.test(character)) {
      endWord();
    } else {
      balanced &&= character !== ")";
      word += character;
    }
  }
  endWord();
  return { text, products, comments, balanced: balanced && depth === 0 };
}

/** The version of a product, `undefined` where it is not named. @param {Agent} agent @param {string} name */
export function versionOf({ products }, name) {
  return products.find((product) => product.name === name)?.version;
}

/** The first number of a version; NaN where there is none. @param {string | undefined} version */
export function majorOf(version) {
  return Number.parseInt(version ?? "", 10);
}
