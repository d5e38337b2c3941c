// @ts-check

/**
 * What the states of conn.log mean, in words.
 * https://docs.zeek.org/en/current/scripts/base/protocols/conn/main.zeek.html#type-Conn::Info
 * @type {Readonly<Record<string, string>>}
 */
export const STATES = {
  S0: "no answer",
  S1: "still open",
  SF: "completed",
  REJ: "refused",
  S2: "closed by the asker alone",
  S3: "closed by the answerer alone",
  RSTO: "broken off by the asker",
  RSTR: "broken off by the answerer",
  RSTOS0: "broken off by the asker, no answer",
  RSTRH: "broken off by the answerer, no question",
  SH: "closed by the asker, no answer",
  SHR: "closed by the answerer, no question",
  OTH: "seen from the middle",
};

/** Those in which nothing came about. */
export const FAILED = ["S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR"];
