import { connector } from "./access-log/connector.js";
import { fieldMap } from "./access-log/field-map.js";
import { extractor } from "./user-agent/extractor.js";

/** What Winnow loads: the logs, what their columns mean, and what can be said of a User-Agent. */
export const plugins = [connector, fieldMap, extractor];
