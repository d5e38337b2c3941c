/** Windows logon types by the names that Defender and Elastic write instead of the number. */
export const LOGON_TYPE_NUMBERS: Readonly<Record<string, string>> = {
  Interactive: "2",
  Network: "3",
  Batch: "4",
  Service: "5",
  Proxy: "6",
  Unlock: "7",
  NetworkCleartext: "8",
  NewCredentials: "9",
  RemoteInteractive: "10",
  CachedInteractive: "11",
  CachedRemoteInteractive: "12",
  CachedUnlock: "13",
};
