// The theme with the fonts that the reader's system has: nothing to fetch, nothing to ship.
export { default } from "vitepress/theme-without-fonts";
import "./style.css";
