import { readdirSync } from "node:fs";
import { slug } from "github-slugger";
import { defineConfig, type DefaultTheme, type UserConfig } from "vitepress";
import { leadOutOfDocs } from "./outside-links.ts";

/** A page for each package, made from the code. */
function apiPages(): DefaultTheme.SidebarItem[] {
  const names = readdirSync(new URL("../reference/api", import.meta.url)).map((file) => file.replace(/\.md$/, ""));
  return names.sort().map((name) => ({ text: name, link: `/reference/api/${name}` }));
}

/** Pages, as a reader meets them. */
const SIDEBAR: DefaultTheme.SidebarItem[] = [
  {
    text: "Start",
    items: [
      { text: "Ten minutes to a finding", link: "/tutorial" },
      { text: "The report", link: "/report" },
      { text: "How it differs", link: "/compare" },
      { text: "Limits", link: "/limits" },
    ],
  },
  {
    text: "Concepts",
    items: [
      { text: "From events to rows", link: "/concepts/reduce-and-cluster" },
      { text: "Features and expressions", link: "/concepts/features" },
      { text: "Guards", link: "/concepts/guards" },
      { text: "The reading order", link: "/concepts/reading-order" },
      { text: "The ledger", link: "/concepts/ledger" },
      { text: "Templates", link: "/concepts/templates" },
    ],
  },
  {
    text: "How to",
    items: [
      { text: "Run on your own file", link: "/how-to/run-on-your-own-file" },
      { text: "Compose a profile", link: "/how-to/compose-a-profile" },
      { text: "Describe a log of your own", link: "/how-to/describe-your-own-log" },
      { text: "Tune", link: "/how-to/tune" },
      { text: "Read the report", link: "/how-to/read-the-report" },
      { text: "Explain an event", link: "/how-to/explain-an-event" },
      { text: "Mask secrets", link: "/how-to/mask-secrets" },
      { text: "Read from Sentinel", link: "/how-to/sentinel" },
      { text: "Read from Grafana and Loki", link: "/how-to/grafana-loki" },
      { text: "Write findings back", link: "/how-to/write-findings-back" },
      { text: "Pool a fleet", link: "/how-to/pool-a-fleet" },
      { text: "Reduce and merge", link: "/how-to/reduce-and-merge" },
      { text: "Schedule runs", link: "/how-to/schedule-runs" },
      { text: "Use it from a script", link: "/how-to/use-from-a-script" },
      { text: "Write a plugin", link: "/how-to/write-a-plugin" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "The command", link: "/commands" },
      { text: "Profiles and plugins", link: "/profiles" },
      { text: "Expressions", link: "/reference/expressions" },
      { text: "Errors", link: "/errors" },
      { text: "Clusterers", link: "/clusterers" },
      { text: "Grafana", link: "/connectors/grafana" },
      { text: "Microsoft Sentinel", link: "/connectors/sentinel" },
      { text: "Process graphs", link: "/process-graph" },
      { text: "Plugin specification", link: "/spec/plugins" },
      { text: "API", link: "/reference/api", collapsed: true, items: apiPages() },
    ],
  },
  {
    text: "In depth",
    collapsed: true,
    items: [
      { text: "Architecture", link: "/architecture" },
      { text: "How Winnow clusters", link: "/clustering" },
      { text: "Ranking and guards", link: "/ranking" },
      { text: "How soon the malicious shows", link: "/quality" },
      { text: "Benchmarks", link: "/benchmarks" },
      { text: "Decisions", link: "/adr/README" },
    ],
  },
];

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  title: "Winnow",
  description: "Separates the unusual from the repetitive in security event logs",
  lang: "en",
  // Served under any path: DOCS_BASE=/winnow/ npm run docs:site
  base: process.env["DOCS_BASE"] ?? "/",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${process.env["DOCS_BASE"] ?? "/"}logo.svg` }]],
  markdown: {
    // One way to make anchors, here and where the sources are read.
    anchor: { slugify: slug },
    theme: { light: "github-light", dark: "github-dark" },
    languageAlias: { kusto: "sql", logql: "txt" },
    config: (markdown) => void markdown.use(leadOutOfDocs),
  },
  themeConfig: {
    logo: "/logo.svg",
    nav: [
      { text: "Tutorial", link: "/tutorial" },
      { text: "How to", link: "/how-to/run-on-your-own-file", activeMatch: "/how-to/" },
      { text: "Concepts", link: "/concepts/reduce-and-cluster", activeMatch: "/concepts/" },
      { text: "Reference", link: "/profiles", activeMatch: "/(profiles|commands|errors|reference)" },
    ],
    sidebar: SIDEBAR,
    outline: [2, 3],
    // In the browser, over an index that is part of the site.
    search: { provider: "local" },
  },
});

export default config;
