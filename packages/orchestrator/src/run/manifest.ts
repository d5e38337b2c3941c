import { readFileSync } from "node:fs";
import type { Analysed } from "@winnow/analysis";
import type { InputIdentity, Manifest } from "@winnow/core";
import { describeChosen } from "../cluster/chosen.ts";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { withoutPluginSecrets } from "../redact/plugin-secrets.ts";
import { withoutKey } from "../redact/redactor.ts";
import type { Reduced } from "../reduce/reduce.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** The facts in a manifest. */
export interface ManifestFacts {
  readonly profile: Profile;
  readonly loaded: LoadedProfile;
  readonly reduced: Pick<Reduced, "plan" | "fieldMap" | "ledger" | "groupsFiles">;
  readonly analysed: Analysed;
  readonly counts: Manifest["counts"];
  readonly inputs: readonly InputIdentity[];
  readonly warnings: readonly string[];
}

/** Everything needed to repeat a run; no secrets. */
export function makeManifest({
  profile,
  loaded,
  reduced,
  analysed,
  counts,
  inputs,
  warnings,
}: ManifestFacts): Manifest {
  return {
    winnow: version,
    profile: {
      name: profile.name,
      hash: loaded.hash,
      document: withoutPluginSecrets(withoutKey(loaded.document)),
      directory: loaded.directory,
    },
    plugins: loaded.registry.list().map(({ plugin, origin, version: of }) => ({
      key: `${plugin.kind}:${plugin.name}`,
      origin,
      version: of,
    })),
    inputs,
    ...(reduced.groupsFiles === undefined ? {} : { groupsFiles: reduced.groupsFiles }),
    fieldMap: reduced.fieldMap,
    parameters: {
      scale: profile.scale,
      cluster: profile.cluster,
      chosen: describeChosen(analysed.clusters.chosen, analysed.points, analysed.groups, reduced.plan),
    },
    ledger: reduced.ledger,
    counts,
    warnings: [...warnings],
  };
}
