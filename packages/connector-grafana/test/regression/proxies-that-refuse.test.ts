import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isWinnowError } from "@winnow/core";
import { afterEach, expect, it, vi } from "vitest";
import { openService } from "../../src/service/client.ts";
import { QUICK, testContext, TOKEN } from "../support/service.ts";

const HINT =
  "\n  Check host and port in the option url, that Grafana runs, and that no firewall or proxy (HTTPS_PROXY, NO_PROXY) " +
  "stands between.";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function proxy(status: number): Promise<Server> {
  const server = createServer().on("connect", (_, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

// Whoever runs the tests may have variables of their own, set to nothing as well.
it.each([
  [403, "HTTPS_PROXY", "https_proxy"],
  [407, "https_proxy", "HTTPS_PROXY"],
])(
  "says that the proxy refused the connection: %d, where %s names one and %s is empty",
  async (status, name, empty) => {
    const server = await proxy(status);
    vi.stubEnv(empty, "");
    vi.stubEnv("NO_PROXY", "");
    vi.stubEnv("no_proxy", "");
    vi.stubEnv(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const client = await openService({ url: "https://grafana.example.com", token: TOKEN }, testContext(), QUICK);
    try {
      const said = await client.get("/api/org", {}, { what: "asking" }).catch((error: unknown) => error);
      expect(isWinnowError(said) && said.format()).toBe(
        `WN1531 Grafana: no connection to grafana.example.com: the proxy did not let it through (while asking)${HINT}`,
      );
    } finally {
      await client.close();
      server.close();
    }
  },
);
