// Write ../static/icons.svg: the few bootstrap-icons (MIT) that the pages use, as one sprite of symbols.
import { readFileSync, writeFileSync } from "node:fs";

const NAMES = `
activity arrow-90deg-left arrow-90deg-right arrow-bar-down arrow-clockwise arrow-counterclockwise arrow-left
arrow-left-right arrows-fullscreen bell bell-fill box box-arrow-right braces camera-video check-lg chevron-down
chevron-left chevron-right circle-fill circle-half code-slash copy dash-lg diagram-3 download exclamation-octagon
exclamation-triangle fast-forward-fill film floppy fullscreen grid-3x3 hourglass-split info-circle lightning-charge
link-45deg list-ul moon-stars palette pause-fill pencil person pin-angle pin-angle-fill play-fill plus-lg
question-circle repeat search share shield-check shield-lock shuffle signpost-split skip-end-fill skip-start-fill
slash-circle sliders sort-down sort-up sun symmetry-vertical table tag trash trophy volume-up wifi-off x-lg
x-octagon
`
  .trim()
  .split(/\s+/);

const symbols = NAMES.map((name) => {
  const svg = readFileSync(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
  const inner = svg.replace(/<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
});
writeFileSync(
  "../static/icons.svg",
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);
