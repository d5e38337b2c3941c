// The page that `npm run fuzz` writes.

/**
 * @typedef {{ name: string, unit: string, promise: string, tries: number, seconds: number,
 *   failures: { seed: number, message: string, kept: string }[] }} FuzzResult
 */

/**
 * @param {readonly FuzzResult[]} results
 * @param {number} minutes
 */
export function reliabilityPage(results, minutes) {
  const rows = results.map(
    ({ name, unit, promise, tries, failures }) =>
      `| ${name} | ${promise} | ${tries.toLocaleString("en-US")} ${unit} | ${failures.length} |`,
  );
  return `# Reliability

Log content is written by attackers, disks fill up and files change while they are read. \`npm test\` runs every fuzzer for a few
seconds with fixed seeds. \`npm run fuzz -- --minutes 30\` runs them for longer with a new seed each day, and writes this page.

The last complete run took ${minutes} minutes.

| fuzzer | promise | tries | failures |
| --- | --- | ---: | ---: |
${rows.join("\n")}

A failing case is kept with its seed. \`npm run fuzz -- --only NAME --seed SEED\` repeats it.
`;
}
