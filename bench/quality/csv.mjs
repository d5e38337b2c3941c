import { DuckDBInstance } from "@duckdb/node-api";

/** @typedef {import("./score.mjs").Event} Event */

/**
 * The records of a CSV file in the order of the file, every cell as text.
 * @param {string} file
 * @returns {Promise<Event[]>}
 */
export async function readCsv(file) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `select * from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, parallel = false)`,
      { file },
    );
    const columns = reader.columnNames();
    return reader
      .getRows()
      .map((row) => Object.fromEntries(columns.map((column, i) => [column, String(row[i] ?? "")])));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
