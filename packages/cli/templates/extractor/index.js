import { extractor, fieldMap } from "./extractor.js";

/** What Winnow loads: the features, and the field map that tells them where to look. */
export const plugins = [extractor, fieldMap];
