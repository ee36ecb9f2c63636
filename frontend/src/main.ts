/** What every page starts with. */

import "./styles/index.css";
import { isWanted } from "./guide/progress";
import { startMenus } from "./panels/menu";
import { startTheme } from "./panels/theme";
import { startTips } from "./panels/tips";
import { startVisits } from "./visits";

startTheme();
startMenus();
startTips();
startVisits();
const bell = document.querySelector<HTMLButtonElement>("[data-notices]");
if (bell) void import("./notify/notify").then(({ startNotices }) => startNotices(bell));
// In another site's frame nobody is guided, and what a browser remembers may be closed to us.
const isEmbedded = document.documentElement.dataset.embed !== undefined;
if (!isEmbedded && isWanted()) void import("./guide/guide").then(({ startGuide }) => startGuide());
