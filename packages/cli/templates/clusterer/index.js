import { clusterer } from "./clusterer.js";

export const plugins = [clusterer];
