/** XML as a record holds it, its values filled in. Text is `null` where an element has no content. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string | null])[];
  readonly elements: readonly XmlElement[];
  readonly text: string | null;
}
