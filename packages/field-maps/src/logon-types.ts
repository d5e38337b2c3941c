import type { ExpressionInput } from "@winnow/core";

/** Windows logon types by the names that Defender, Elastic, ASIM and OCSF write instead of the number. */
const LOGON_TYPE_NUMBERS: Readonly<Record<string, string>> = {
  System: "0",
  Interactive: "2",
  Network: "3",
  Batch: "4",
  Service: "5",
  OSService: "5",
  Proxy: "6",
  Unlock: "7",
  NetworkCleartext: "8",
  NewCredentials: "9",
  RemoteInteractive: "10",
  CachedInteractive: "11",
  CachedRemoteInteractive: "12",
  CachedUnlock: "13",
};

/** A logon type as the number that Windows gives it; any other text as it is. */
export const logonType = (text: ExpressionInput): ExpressionInput => ({
  recode: [{ replace: [text, "[ -]+", ""] }, LOGON_TYPE_NUMBERS],
});
