import { isWinnowError } from "@winnow/core";
import { expect, it } from "vitest";
import { openService } from "../../src/service/client.ts";
import { answer, QUICK, serve, testContext, TOKEN } from "../support/service.ts";

it("says that a port answers in plain http where https was asked for", async () => {
  const service = await serve((_, response) => answer(response, {}));
  const host = new URL(service.url).host;
  const client = await openService({ url: `https://${host}`, token: TOKEN }, testContext(), QUICK);
  try {
    const said = await client.get("/api/org", {}, { what: "asking" }).catch((error: unknown) => error);
    expect(isWinnowError(said) && said.format()).toBe(
      `WN1589 Grafana: ${host} does not speak https (while asking)\n` +
        `  Set url to http://${host}, or to the port that serves https.`,
    );
  } finally {
    await client.close();
    await service.close();
  }
});

it.each([
  [429, "WN1539 Grafana: too many requests (429): too many outstanding requests (while asking)"],
  [500, "WN1540 Grafana: the service failed (500): too many outstanding requests (while asking)"],
])("shows the plain text of a lasting %d", async (status, text) => {
  const service = await serve((_, response) => answer(response, "too many outstanding requests", status));
  const client = await openService({ url: service.url, token: TOKEN }, testContext(), QUICK);
  try {
    const said = await client.get("/api/org", {}, { what: "asking" }).catch((error: unknown) => error);
    expect(isWinnowError(said) && `${said.code} ${said.message}`).toBe(text);
  } finally {
    await client.close();
    await service.close();
  }
});
