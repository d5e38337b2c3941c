import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { unreadableCertificate } from "../errors.ts";

/** By the text of the file. Reading all authorities anew for every connection would take longer than most requests. */
const contexts = new Map<string, SecureContext>();

/**
 * What connections trust: the usual authorities, and those in a PEM file.
 * @throws `WN1549` when the file is of no use
 */
export async function trusting(path: string): Promise<SecureContext> {
  const pem = await readAuthority(path);
  const known = contexts.get(pem);
  if (known !== undefined) return known;
  const made = createSecureContext({ ca: [...rootCertificates, pem] });
  contexts.set(pem, made);
  return made;
}

async function readAuthority(path: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw unreadableCertificate(
      { path, reason: code === "ENOENT" ? "there is no such file" : "it cannot be read" },
      { cause },
    );
  }
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) throw unreadableCertificate({ path, reason: "it holds no certificate" });
  // What TLS cannot read it passes over in silence.
  if (!blocks.every(isCertificate)) throw unreadableCertificate({ path, reason: "a certificate in it is damaged" });
  return pem;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}
