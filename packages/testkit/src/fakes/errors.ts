import { defineError, type ErrorFactory } from "@winnow/core";

export const peerMissing: ErrorFactory<{ readonly name: string; readonly fake: string }> = defineError({
  code: "WN2110",
  summary: "A package that a fake service needs is not installed.",
  message: ({ name, fake }) => `the fake ${fake} service needs "${name}", which cannot be loaded`,
  hint: ({ name }) => `Add it to the development dependencies: npm install --save-dev ${name}`,
});

export const badTable: ErrorFactory<{
  readonly table: string;
  readonly column: string;
  readonly row: number;
  readonly type: string;
  readonly found: string;
}> = defineError({
  code: "WN2111",
  summary: "A row of a fake table has a value that does not fit its column.",
  message: ({ table, column, row, type, found }) =>
    `${table}: row ${row} has ${found} in ${column}, which is no ${type}`,
  hint: () => "Instants are ISO 8601 text or ticks since 1970 as bigints; whole numbers must be exact.",
});
