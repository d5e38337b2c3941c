import { isWinnowError } from "@winnow/core";
import { checkFailed, noSuchCheck, unexpectedPass } from "./errors.ts";

/** One check of a plugin, for any test runner: `for (const check of checks) it(check.id, check.run)`. */
export interface Check {
  /** As in `docs/spec/plugins.md`. */
  readonly id: string;
  /** What the specification asks. */
  readonly must: string;
  /**
   * Resolves when the plugin does as asked, or fails as declared.
   *
   * @throws `WN2101` when it does not, `WN2102` when it was declared to fail and does not
   */
  readonly run: () => Promise<void>;
}

/** A rule, apart from the plugin that it is put to. */
export interface Rule<Subject> {
  readonly id: string;
  readonly must: string;
  /** Whether the rule concerns this plugin; always where left out. */
  readonly concerns?: (subject: Subject) => boolean;
  /** What is wrong, or `undefined`. Anything thrown is a fault, too. */
  readonly faultOf: (subject: Subject) => Promise<string | undefined>;
}

/** Reasons why checks fail, by their ids. */
export type ExpectedFailures = Readonly<Record<string, string>>;

/**
 * Puts rules to a plugin.
 *
 * @param plugin kind and name, for messages
 * @throws `WN2103` when a failure is expected of a check that there is not
 */
export function checksOf<Subject>(
  plugin: string,
  rules: readonly Rule<Subject>[],
  subject: Subject,
  expectedFailures: ExpectedFailures = {},
): readonly Check[] {
  const concerning = rules.filter((rule) => rule.concerns?.(subject) ?? true);
  const known = concerning.map(({ id }) => id);
  for (const id of Object.keys(expectedFailures)) if (!known.includes(id)) throw noSuchCheck({ plugin, id, known });
  return concerning.map(({ id, must, faultOf }) => ({
    id,
    must,
    run: async () => {
      const fault = await caught(() => faultOf(subject));
      const reason = expectedFailures[id];
      if (reason === undefined && fault !== undefined) throw checkFailed({ plugin, id, must, fault });
      if (reason !== undefined && fault === undefined) throw unexpectedPass({ plugin, id, reason });
    },
  }));
}

async function caught(faultOf: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await faultOf();
  } catch (error) {
    return `it threw ${isWinnowError(error) ? error.format() : String(error)}`;
  }
}
