import type { InputIdentity } from "@winnow/core";
import type { InputFile } from "./input-file.ts";

/** The files of an engine, identified by the bytes that were read of them. */
export interface Inputs {
  /** @throws `WN1415` where a file is no longer the one that was opened and its bytes were not hashed before */
  identify(): Promise<readonly InputIdentity[]>;
}

export function createInputs(files: readonly InputFile[]): Inputs {
  return {
    async identify() {
      const identities: InputIdentity[] = [];
      for (const file of files) identities.push({ path: file.path, bytes: file.bytes, sha256: await file.sha256() });
      return identities;
    },
  };
}
