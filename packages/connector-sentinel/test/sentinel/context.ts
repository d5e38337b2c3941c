import type { ConnectorPlugin, EventStream, Gap, RunContext } from "@winnow/core";
import type { FakeSentinel } from "@winnow/testkit/fakes";
import { sentinelConnector, type SentinelConnectorOptions } from "../../src/index.ts";
import { openSource } from "../../src/sentinel/connect.ts";
import { openQueryService } from "../../src/service/service.ts";

/** Options as a profile gives them, checked, with everything that is needed to reach the fake. */
export function optionsFor(fake: FakeSentinel, more: Readonly<Record<string, unknown>>): SentinelConnectorOptions {
  const written = {
    workspace: fake.workspace,
    endpoint: fake.endpoint,
    auth: { kind: "token", token: fake.token },
    ca: "ca.pem",
    since: "2024-01-01",
    until: "2024-01-02",
    mode: "pull",
    ...more,
  };
  const checked = (sentinelConnector as ConnectorPlugin<SentinelConnectorOptions>).options["~standard"].validate(
    written,
  );
  if (checked instanceof Promise || checked.issues !== undefined) throw new Error(JSON.stringify(checked));
  return checked.value;
}

export interface Watched {
  readonly context: RunContext;
  readonly gaps: Gap[];
  readonly warnings: string[];
}

export function watched(directory: string): Watched {
  const gaps: Gap[] = [];
  const warnings: string[] = [];
  const context: RunContext = {
    signal: new AbortController().signal,
    profileDirectory: directory,
    outputDirectory: directory,
    progress: () => {},
    warn: (message) => warnings.push(message),
    gap: (gap) => gaps.push(gap),
  };
  return { context, gaps, warnings };
}

/** What the connector opens, but with hardly a wait between attempts. */
export async function connected(options: SentinelConnectorOptions, context: RunContext): Promise<EventStream> {
  const { signal, profileDirectory } = context;
  const service = await openQueryService(options, { signal, profileDirectory, backoffMs: 1 });
  const source = await openSource(options, service, context, () => {});
  if (source.kind !== "stream") throw new Error("not a stream");
  return source;
}
