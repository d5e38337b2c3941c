import type { Rule } from "../check.ts";
import { promptStopFault, stopFault } from "../stopping.ts";
import { read, readOpened, withSource, written, type Subject } from "./subject.ts";

/** What is asked of a source that is told to stop. */
export const abortRules: readonly Rule<Subject>[] = [
  {
    id: "abort-before",
    must:
      "A source MUST fail with WN1001 when the run's signal was aborted before it was opened, or before it was " +
      "read.",
    faultOf: async (subject) =>
      (await faultUnless(read(subject, subject.settings.options, AbortSignal.abort()), "it was opened")) ??
      faultUnless(abortedBetween(subject), "it was read"),
  },
  {
    id: "abort-prompt",
    must: "A source whose run is aborted while it is opened or read MUST fail with WN1001 within 100 ms.",
    concerns: ({ settings }) => settings.slow !== undefined,
    faultOf: async (subject) => {
      const prepare = async (): Promise<(signal: AbortSignal) => Promise<unknown>> => {
        const options = await written(subject.settings.slow!);
        return (signal) => read(subject, options, signal);
      };
      return promptStopFault(prepare, "on the slow source");
    },
  },
];

async function faultUnless(work: Promise<unknown>, moment: string): Promise<string | undefined> {
  return work.then(() => `it gave events although the signal was aborted before ${moment}`, stopFault);
}

async function abortedBetween(subject: Subject): Promise<unknown> {
  const controller = new AbortController();
  const use = (opened: Parameters<typeof readOpened>[1]): ReturnType<typeof readOpened> => {
    controller.abort();
    return readOpened(subject, opened);
  };
  return withSource(subject, subject.settings.options, use, controller.signal);
}
