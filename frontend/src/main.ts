/** What every page starts with. */

import "./styles/index.css";
import { startMenus } from "./panels/menu";
import { startTheme } from "./panels/theme";
import { startVisits } from "./visits";

startTheme();
startMenus();
startVisits();
