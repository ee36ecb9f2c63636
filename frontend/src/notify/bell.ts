/** The bell in the top bar: whether the browser is to tell of runs that end. Nothing is asked before it is pressed. */

import { toast } from "../panels/toast";
import { kept, oneOf } from "../storage";

const WANTED = kept("evoweb-notices", oneOf("on"));
const LABEL = "Tell me when a run ends";

export interface Bell {
  /** Whether the browser is to tell of ends, and may. */
  isOn(): boolean;
}

export function bell(button: HTMLButtonElement): Bell {
  const draw = () => {
    button.setAttribute("aria-pressed", `${isOn()}`);
    button.title = isOn() ? "The browser tells you when a run ends" : LABEL;
  };
  button.addEventListener("click", async () => {
    await turn();
    draw();
  });
  window.addEventListener("storage", draw); // another tab was pressed
  draw();
  button.disabled = false; // it is drawn before it can be pressed
  return { isOn };
}

function isOn(): boolean {
  return WANTED.read() === "on" && "Notification" in window && Notification.permission === "granted";
}

/** On or off; asks for leave where that was never given. */
async function turn(): Promise<void> {
  if (isOn()) {
    WANTED.forget();
    toast("The browser is silent now; pages of EvoWeb still say when a run ends.");
    return;
  }
  const permission = "Notification" in window ? await Notification.requestPermission() : "denied";
  if (permission === "granted") {
    WANTED.write("on");
    toast("The browser tells you when a run is done or has failed, while a page of EvoWeb is open.");
  } else {
    toast(
      "This browser lets no notifications through from here. Pages of EvoWeb say when a run ends.",
      "warn",
    );
  }
}
