import type { Cloud } from "./connection-options.ts";

/** Addresses of one Azure. */
interface CloudAddresses {
  /** Where queries go; `/workspaces/…` follows. */
  readonly query: string;
  readonly queryAudience: string;
  readonly ingestionAudience: string;
  readonly authority: string;
}

export const CLOUDS: Readonly<Record<Cloud, CloudAddresses>> = {
  public: {
    query: "https://api.loganalytics.io/v1",
    queryAudience: "https://api.loganalytics.io",
    ingestionAudience: "https://monitor.azure.com",
    authority: "https://login.microsoftonline.com",
  },
  "us-government": {
    query: "https://api.loganalytics.us/v1",
    queryAudience: "https://api.loganalytics.us",
    ingestionAudience: "https://monitor.azure.us",
    authority: "https://login.microsoftonline.us",
  },
  china: {
    query: "https://api.loganalytics.azure.cn/v1",
    queryAudience: "https://api.loganalytics.azure.cn",
    ingestionAudience: "https://monitor.azure.cn",
    authority: "https://login.chinacloudapi.cn",
  },
};

/** The scope that a token for `audience` is asked with. */
export function scopeOf(audience: string): string {
  return audience.endsWith("/.default") ? audience : `${audience.replace(/\/$/, "")}/.default`;
}
