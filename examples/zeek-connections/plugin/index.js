import { connector } from "./conn-log/connector.js";
import { fieldMap } from "./conn-log/field-map.js";
import { extractor } from "./connection/extractor.js";

/** What Winnow loads: the log, what its columns mean, and what can be said of a connection. */
export const plugins = [connector, fieldMap, extractor];
