import type { Rule } from "../check.ts";
import { validated } from "./validation.ts";
import type { OptionSubject } from "./validation.ts";

const UNKNOWN_KEY = "noSuchOption";

/** Keywords that came after draft-07. */
const NEWER_KEYWORDS = ["$defs", "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedProperties"];

/** What is asked of the options of a plugin. */
export const optionRules: readonly Rule<OptionSubject>[] = [
  {
    id: "options-strict",
    must: "Options MUST be strict: an unknown key is refused.",
    faultOf: async ({ plugin, settings }) => {
      const result = await validated(plugin, { ...(settings.options as object), [UNKNOWN_KEY]: 1 });
      return "issues" in result ? undefined : `the unknown option "${UNKNOWN_KEY}" was accepted`;
    },
  },
  {
    id: "options-defaults",
    must: "Defaults MUST be valid: options that were accepted, defaults filled in, are accepted again and stay as they are.",
    faultOf: async ({ plugin, settings }) => {
      const first = await validated(plugin, settings.options);
      if ("issues" in first) return `the options of the check were refused: ${first.issues.join("; ")}`;
      const second = await validated(plugin, first.value);
      if ("issues" in second) return `options with defaults filled in were refused: ${second.issues.join("; ")}`;
      const [before, after] = [JSON.stringify(first.value), JSON.stringify(second.value)];
      return before === after ? undefined : `${before} became ${after} when it was validated again`;
    },
  },
  {
    id: "options-json-schema",
    must:
      "Options MUST describe themselves as a closed JSON Schema object of draft-07 (`additionalProperties: false`) that has " +
      "a property for every option.",
    faultOf: async ({ plugin, settings }) => {
      const schema = plugin.options["~standard"].jsonSchema.input({ target: "draft-07" });
      if (schema["type"] !== "object") return `the schema's type is ${JSON.stringify(schema["type"])}`;
      if (schema["additionalProperties"] !== false) return "the schema allows additional properties";
      const newer = NEWER_KEYWORDS.find((keyword) => JSON.stringify(schema).includes(`"${keyword}":`));
      if (newer !== undefined) return `the schema uses ${newer}, which draft-07 does not have`;
      const result = await validated(plugin, settings.options);
      const options = Object.keys(("value" in result && result.value) || {});
      const properties = (schema["properties"] ?? {}) as Readonly<Record<string, unknown>>;
      const missing = options.find((option) => !Object.hasOwn(properties, option));
      return missing === undefined ? undefined : `the schema does not describe the option "${missing}"`;
    },
  },
];
