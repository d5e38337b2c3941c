import type { WorkBudget } from "./budget.ts";
import { Cursor } from "./cursor.ts";
import { Damage } from "./damage.ts";
import { VALUE_TYPE, valueToText, type TextValue } from "./values.ts";
import type { XmlElement } from "./xml.ts";

/** What the parts of a template may be. */
type Part =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "hole"; readonly index: number }
  | { readonly is: "element"; readonly element: ElementPart }
  | { readonly is: "instance"; readonly parts: readonly Part[]; readonly values: readonly HoleValue[] };

interface ElementPart {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly parts: readonly Part[] }[];
  readonly parts: readonly Part[];
}

/** What fills a hole: text, or XML of its own. */
type HoleValue = TextValue | { readonly fragment: readonly Part[] };

/** What the parts of an element's content come to. */
interface Content {
  readonly elements: XmlElement[];
  /** One text, or several where a list stands in the content: the element is then written once per text. */
  texts: (string | null)[];
}

const MAX_DEPTH = 64;
const MAX_NAME_LENGTH = 1024;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The binary XML of one chunk: names and templates are shared by its records and found by their offset in it. */
export class BinXml {
  readonly #bytes: Uint8Array;
  readonly #names = new Map<number, { readonly name: string; readonly end: number }>();
  readonly #templates = new Map<number, readonly Part[] | "being read">();
  readonly #budget: WorkBudget;

  constructor(bytes: Uint8Array, budget: WorkBudget) {
    this.#bytes = bytes;
    this.#budget = budget;
  }

  /**
   * Reads the XML of one record.
   * @throws Damage where it cannot be read
   */
  read(from: number, to: number): readonly XmlElement[] {
    const parts = this.#fragment(new Cursor(this.#bytes, from, to), true, 0);
    const content: Content = { elements: [], texts: [null] };
    for (const part of parts) this.#fill(part, [], content, 0);
    return content.elements;
  }

  /** Parts up to the end mark, or the end of a fragment that has none. `dependent`: elements bear a dependency number. */
  #fragment(cursor: Cursor, dependent: boolean, depth: number): readonly Part[] {
    const parts: Part[] = [];
    while (cursor.left > 0) {
      const token = cursor.peekU8() & ~MORE;
      if (token === TOKEN.end) {
        cursor.skip(1);
        break;
      }
      if (token === TOKEN.endElement) throw new Damage("an element ends that was never begun");
      this.#part(cursor, dependent, depth, parts);
    }
    return parts;
  }

  #part(cursor: Cursor, dependent: boolean, depth: number, parts: Part[]): void {
    this.#budget.spend(1);
    if (depth > MAX_DEPTH) throw new Damage("elements are nested too deeply");
    const token = cursor.u8();
    switch (token & ~MORE) {
      case TOKEN.openElement:
        parts.push({ is: "element", element: this.#element(cursor, (token & MORE) !== 0, dependent, depth) });
        return;
      case TOKEN.instance:
        parts.push(this.#instance(cursor, depth));
        return;
      case TOKEN.fragmentHeader:
        cursor.skip(3);
        return;
      case TOKEN.instructionTarget:
        this.#name(cursor);
        return;
      case TOKEN.instructionData:
        cursor.skip(cursor.u16() * 2);
        return;
      default:
        parts.push(this.#text(token & ~MORE, cursor));
    }
  }

  #text(token: number, cursor: Cursor): Part {
    switch (token) {
      case TOKEN.value:
        if (cursor.u8() !== VALUE_TYPE.string) throw new Damage("a template holds a value that is no text");
        return this.#literal(cursor);
      case TOKEN.cdata:
        return this.#literal(cursor);
      case TOKEN.characterReference:
        return { is: "text", text: String.fromCharCode(cursor.u16()).toWellFormed() };
      case TOKEN.entityReference: {
        const name = this.#name(cursor);
        return { is: "text", text: ENTITIES[name] ?? `&${name};` };
      }
      case TOKEN.hole:
      case TOKEN.optionalHole: {
        const index = cursor.u16();
        cursor.skip(1);
        return { is: "hole", index };
      }
      default:
        throw new Damage("the binary XML holds an unknown token");
    }
  }

  #literal(cursor: Cursor): Part {
    const text = cursor.text(cursor.u16());
    this.#budget.spendText(text);
    return { is: "text", text };
  }

  #element(cursor: Cursor, hasAttributes: boolean, dependent: boolean, depth: number): ElementPart {
    this.#elementSize(cursor, dependent);
    const name = this.#name(cursor);
    if (hasAttributes) cursor.skip(4);
    const attributes: { name: string; parts: Part[] }[] = [];
    for (;;) {
      const token = cursor.u8();
      switch (token & ~MORE) {
        case TOKEN.attribute:
          attributes.push({ name: this.#name(cursor), parts: this.#attributeParts(cursor) });
          break;
        case TOKEN.closeEmptyElement:
          return { name, attributes, parts: [] };
        case TOKEN.closeStart:
          return { name, attributes, parts: this.#children(cursor, dependent, depth + 1) };
        default:
          throw new Damage("an element's start is not closed");
      }
    }
  }

  /** Skips the dependency number and the size. Writers differ on the number where XML stands in a value. */
  #elementSize(cursor: Cursor, dependent: boolean): void {
    const start = cursor.at;
    for (const skipped of dependent ? [2, 0] : [0, 2]) {
      cursor.at = start;
      cursor.skip(skipped);
      if (cursor.u32() <= cursor.left) return;
    }
    throw new Damage("an element is larger than what holds it");
  }

  #attributeParts(cursor: Cursor): Part[] {
    const parts: Part[] = [];
    for (;;) {
      const token = cursor.peekU8() & ~MORE;
      if (!ATTRIBUTE_CONTENT.has(token)) return parts;
      this.#budget.spend(1);
      cursor.skip(1);
      parts.push(this.#text(token, cursor));
    }
  }

  #children(cursor: Cursor, dependent: boolean, depth: number): Part[] {
    const parts: Part[] = [];
    for (;;) {
      const token = cursor.peekU8() & ~MORE;
      if (token === TOKEN.end) throw new Damage("an element is not ended");
      if (token === TOKEN.endElement) {
        cursor.skip(1);
        return parts;
      }
      this.#part(cursor, dependent, depth, parts);
    }
  }

  /** A name stands where its offset points to; if that is right here, it must be passed over. */
  #name(cursor: Cursor): string {
    const offset = cursor.u32();
    const { name, end } = this.#nameAt(offset);
    this.#budget.spendText(name);
    if (offset === cursor.at) cursor.skip(end - offset);
    return name;
  }

  #nameAt(offset: number): { readonly name: string; readonly end: number } {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    const cursor = new Cursor(this.#bytes, Math.min(offset, this.#bytes.length), this.#bytes.length);
    // The offset of the next name with the same hash, and the hash.
    cursor.skip(4 + 2);
    const length = cursor.u16();
    if (length > MAX_NAME_LENGTH) throw new Damage("a name is too long");
    const name = cursor.text(length);
    cursor.skip(2);
    const found = { name, end: cursor.at };
    this.#names.set(offset, found);
    return found;
  }

  #instance(cursor: Cursor, depth: number): Part {
    // A constant byte and the template's number.
    cursor.skip(1 + 4);
    const offset = cursor.u32();
    const parts = this.#template(offset, depth);
    if (offset === cursor.at) cursor.skip(TEMPLATE_HEADER + this.#templateSize(offset));
    return { is: "instance", parts, values: this.#values(cursor, depth) };
  }

  #templateSize(offset: number): number {
    const cursor = new Cursor(this.#bytes, Math.min(offset, this.#bytes.length), this.#bytes.length);
    // The offset of the next template with the same hash, and the template's GUID.
    cursor.skip(4 + 16);
    return cursor.u32();
  }

  #template(offset: number, depth: number): readonly Part[] {
    const known = this.#templates.get(offset);
    if (known === "being read") throw new Damage("a template holds itself");
    if (known !== undefined) return known;
    this.#templates.set(offset, "being read");
    try {
      const start = offset + TEMPLATE_HEADER;
      const cursor = new Cursor(this.#bytes, start, start + this.#templateSize(offset));
      const parts = this.#fragment(cursor, true, depth + 1);
      this.#templates.set(offset, parts);
      return parts;
    } finally {
      if (this.#templates.get(offset) === "being read") this.#templates.delete(offset);
    }
  }

  #values(cursor: Cursor, depth: number): HoleValue[] {
    const count = cursor.u32();
    if (count * 4 > cursor.left) throw new Damage("a record has more values than room for them");
    const descriptors = new Cursor(this.#bytes, cursor.at, cursor.at + count * 4);
    cursor.skip(count * 4);
    const values: HoleValue[] = [];
    while (descriptors.left > 0) {
      const size = descriptors.u16();
      const type = descriptors.u8();
      descriptors.skip(1);
      values.push(this.#value(type, size, cursor, depth));
    }
    return values;
  }

  #value(type: number, size: number, cursor: Cursor, depth: number): HoleValue {
    this.#budget.spend(1 + (size >> 2));
    if (type !== VALUE_TYPE.binXml || size === 0) return valueToText(type, cursor.bytes(size));
    const inner = new Cursor(this.#bytes, cursor.at, cursor.at + size);
    if (inner.end > cursor.end) throw new Damage("a value reaches beyond its record");
    cursor.skip(size);
    return { fragment: this.#fragment(inner, false, depth + 1) };
  }

  #fill(part: Part, values: readonly HoleValue[], into: Content, depth: number): void {
    this.#budget.spend(1);
    if (depth > MAX_DEPTH) throw new Damage("elements are nested too deeply");
    if (part.is === "text") this.#append(part.text, into);
    else if (part.is === "element") this.#fillElement(part.element, values, into, depth);
    else if (part.is === "instance") {
      for (const inner of part.parts) this.#fill(inner, part.values, into, depth + 1);
    } else this.#fillHole(values[part.index] ?? null, into, depth);
  }

  #fillHole(value: HoleValue, into: Content, depth: number): void {
    if (value === null) return;
    if (typeof value === "string") this.#append(value, into);
    else if ("fragment" in value) for (const inner of value.fragment) this.#fill(inner, [], into, depth + 1);
    else {
      const before = into.texts[0] ?? null;
      this.#budget.spendText(before, value.length);
      for (const text of value) this.#budget.spendText(text);
      into.texts = value.map((text) => (before === null ? text : before + text));
    }
  }

  #append(text: string, into: Content): void {
    this.#budget.spendText(text, into.texts.length);
    into.texts = into.texts.map((before) => (before === null ? text : before + text));
  }

  #fillElement(
    { name, attributes, parts }: ElementPart,
    values: readonly HoleValue[],
    into: Content,
    depth: number,
  ): void {
    const filled = attributes.map(
      (attribute) => [attribute.name, this.#attributeText(attribute.parts, values)] as const,
    );
    const content: Content = { elements: [], texts: [null] };
    for (const part of parts) this.#fill(part, values, content, depth + 1);
    this.#budget.spend(content.texts.length * (1 + filled.length));
    for (const text of content.texts) {
      into.elements.push({ name, attributes: filled, elements: content.elements, text });
    }
  }

  #attributeText(parts: readonly Part[], values: readonly HoleValue[]): string | null {
    const content: Content = { elements: [], texts: [null] };
    for (const part of parts) this.#fill(part, values, content, MAX_DEPTH);
    const texts = content.texts.filter((text) => text !== null);
    return texts.length === 0 ? null : texts.join("\n");
  }
}

/** A flag of tokens: more of the same kind follow, or attributes do. */
const MORE = 0x40;

/** The next template's offset, the GUID and the size. */
const TEMPLATE_HEADER = 24;

const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmptyElement: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  instance: 0x0c,
  hole: 0x0d,
  optionalHole: 0x0e,
  fragmentHeader: 0x0f,
} as const;

const ATTRIBUTE_CONTENT: ReadonlySet<number> = new Set([
  TOKEN.value,
  TOKEN.characterReference,
  TOKEN.entityReference,
  TOKEN.hole,
  TOKEN.optionalHole,
]);
