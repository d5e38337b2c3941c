import { isWinnowError, type Probe, type RunContext, type WinnowError } from "@winnow/core";
import type { SentinelSinkOptions } from "./options.ts";
import { openUploader, signIn, type UploadFailure } from "./uploader.ts";

/** What has to work before the next can, and the failures that are its own. */
const STEPS: readonly {
  readonly subject: (options: SentinelSinkOptions) => string;
  readonly codes: readonly string[];
}[] = [
  { subject: () => "reachability", codes: ["WN1566", "WN1568", "WN1569", "WN1570", "WN1571", "WN1572", "WN1597"] },
  { subject: () => "token", codes: ["WN1561"] },
  { subject: ({ rule }) => `rule ${rule}`, codes: ["WN1592"] },
  { subject: () => "permission", codes: ["WN1591"] },
  { subject: ({ stream }) => `stream ${stream}`, codes: ["WN1593"] },
];

/** Signs in, then sends a list of no rows: the service checks everything and keeps nothing. */
export async function* probeSentinelSink(options: SentinelSinkOptions, context: RunContext): AsyncGenerator<Probe> {
  let failure: UploadFailure | undefined;
  try {
    await signIn(options, context);
    yield { subject: "credentials", ok: true, detail: "signed in" };
    failure = await (await openUploader(options, context)).sendNothing();
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    yield failed("credentials", error);
    return;
  }
  for (const { subject, codes } of STEPS) {
    if (failure !== undefined && codes.includes(failure.error.code)) {
      yield failed(subject(options), failure.error);
      return;
    }
    yield { subject: subject(options), ok: true, detail: "as it should be" };
  }
}

function failed(subject: string, { code, message, hint }: WinnowError): Probe {
  return { subject, ok: false, detail: `${code} ${message}\n${hint}` };
}
