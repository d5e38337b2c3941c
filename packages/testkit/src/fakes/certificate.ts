import { generate } from "selfsigned";

/** What a fake service shows its callers, and what they must trust. All PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The certificate itself: it is signed by nobody else. */
  readonly ca: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A certificate for `localhost` and 127.0.0.1, made anew: valid for a day, or a day past its end.
 *
 * @param expired whether its time is over
 */
export async function makeCertificate(expired = false): Promise<Certificate> {
  const end = Date.now() + (expired ? -DAY_MS : DAY_MS);
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(end - 2 * DAY_MS),
    notAfterDate: new Date(end),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key, cert, ca: cert };
}

const shared = new Map<boolean, Promise<Certificate>>();

/** The same, made once in a process: for fakes that are started by the hundred. */
export async function sharedCertificate(expired = false): Promise<Certificate> {
  const made = shared.get(expired) ?? makeCertificate(expired);
  shared.set(expired, made);
  return made;
}
