import { createServer } from "node:https";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { makeCertificate } from "../../src/fakes/certificate.ts";

/** What a caller that trusts `trusted` hears from a server with `certificate`. */
async function asked(certificate: { readonly key: string; readonly cert: string }, trusted?: string): Promise<string> {
  const server = createServer(certificate, (_, response) => response.end("heard"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      request({ host: "localhost", port, ...(trusted === undefined ? {} : { ca: trusted }) }, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      })
        .on("error", reject)
        .end();
    });
  } finally {
    server.close();
  }
}

it("is believed by callers that trust it, and by nobody else", async () => {
  const certificate = await makeCertificate();
  expect(await asked(certificate, certificate.ca)).toBe("heard");
  await expect(asked(certificate)).rejects.toThrow("self-signed certificate");
  await expect(asked(certificate, (await makeCertificate()).ca)).rejects.toThrow(/certificate/);
});

it("can be past its end", async () => {
  const certificate = await makeCertificate(true);
  await expect(asked(certificate, certificate.ca)).rejects.toThrow("certificate has expired");
});
