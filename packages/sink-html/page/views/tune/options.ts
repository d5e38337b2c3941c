/** An option of a clusterer, as its schema describes it. */
export interface OptionField {
  readonly name: string;
  readonly description: string;
  readonly kind: "number" | "integer" | "choice" | "flag";
  /** Whether it may be `auto`: chosen by the clusterer. */
  readonly auto: boolean;
  readonly minimum: number;
  readonly maximum: number;
  readonly choices: readonly string[];
  /** `undefined` where it may be left out. */
  readonly usual: unknown;
}

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The options that a form can offer; what it cannot is left at what it is. */
export function optionFields(schema: unknown): readonly OptionField[] {
  return Object.entries((schema as Schema).properties ?? {}).flatMap(([name, property]) => {
    const field = fieldOf(name, property);
    return field === undefined ? [] : [field];
  });
}

function fieldOf(name: string, property: Schema): OptionField | undefined {
  const cases = property.anyOf ?? [property];
  const auto = cases.some((entry) => entry.const === "auto");
  const main = cases.find((entry) => entry.const === undefined);
  const kind = main === undefined ? undefined : kindOf(main);
  if (main === undefined || kind === undefined) return undefined;
  return {
    name,
    description: property.description ?? "",
    kind,
    auto,
    minimum: main.minimum ?? main.exclusiveMinimum ?? -Infinity,
    maximum: main.maximum ?? Infinity,
    choices: (main.enum ?? []).map(String),
    usual: property.default,
  };
}

function kindOf({ type, enum: choices }: Schema): OptionField["kind"] | undefined {
  if (choices !== undefined) return "choice";
  if (type === "boolean") return "flag";
  return type === "number" || type === "integer" ? type : undefined;
}
