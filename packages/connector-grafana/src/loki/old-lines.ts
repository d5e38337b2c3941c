import { isWinnowError, runAborted } from "@winnow/core";
import type { GrafanaClient } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";

/** Whether Loki's configuration, where it can be read, says that it accepts lines of any age. By default it does not. */
export async function takesOldLines(client: GrafanaClient, { uid }: DataSource): Promise<boolean> {
  const path = `/api/datasources/proxy/uid/${encodeURIComponent(uid)}/config`;
  try {
    const { status, text } = await client.text(path, {}, {}, { what: "reading Loki's configuration", seconds: 15 });
    return status === 200 && /^\s*reject_old_samples: false\s*$/m.test(text);
  } catch (error) {
    if (!isWinnowError(error) || error.code === runAborted.spec.code) throw error;
    return false;
  }
}
