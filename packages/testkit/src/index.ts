export type { Check, ExpectedFailures } from "./check.ts";
export { badSettings, checkFailed, noSuchCheck, unexpectedPass } from "./errors.ts";
export { clustererChecks } from "./clusterer/checks.ts";
export type { DbscanAnswer, DbscanParameters } from "./clusterer/reference-dbscan.ts";
export { referenceDbscan } from "./clusterer/reference-dbscan.ts";
export type { HdbscanParameters } from "./clusterer/reference-hdbscan.ts";
export { referenceHdbscan } from "./clusterer/reference-hdbscan.ts";
export type { ClustererSettings, Reference } from "./clusterer/subject.ts";
