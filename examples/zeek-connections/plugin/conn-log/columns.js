// @ts-check

/**
 * Columns of conn.log that are read, as Zeek names them, and `rest` for what else a line has, as JSON.
 * https://docs.zeek.org/en/current/scripts/base/protocols/conn/main.zeek.html#type-Conn::Info
 */
export const LOGGED = /** @type {const} */ ([
  "ts",
  "uid",
  "id.orig_h",
  "id.orig_p",
  "id.resp_h",
  "id.resp_p",
  "proto",
  "service",
  "duration",
  "orig_bytes",
  "resp_bytes",
  "conn_state",
  "local_orig",
  "local_resp",
  "missed_bytes",
  "history",
  "orig_pkts",
  "resp_pkts",
  "rest",
]);

/** What the connector adds: how often the two met at this port in all that is read, and how steadily. */
export const ADDED = /** @type {const} */ (["pair_connections", "pair_interval", "pair_regularity"]);

/** Without these it is no line of a conn.log. */
export const REQUIRED = /** @type {const} */ (["ts", "id.orig_h", "id.resp_h", "id.resp_p", "proto"]);

/** A connection: column → value. @typedef {Partial<Record<typeof LOGGED[number], string | null>>} Connection */
