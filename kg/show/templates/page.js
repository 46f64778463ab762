const data = JSON.parse(document.getElementById("data").textContent);
const { things, papers, labels } = data;
const byId = (id) => document.getElementById(id);
const lookOf = new Map(labels.map((look) => [look.label, look]));
const hidden = new Set();
const neighbours = things.map(() => new Set());
data.edges.forEach((edge) => {
  neighbours[edge.from].add(edge.to);
  neighbours[edge.to].add(edge.from);
});
let selected = -1;
let hovered = -1;

// Everything that comes from papers goes through here, as text nodes: nothing in a name can become markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const OUTLINES = {
  dot: "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z", square: "M1.5 1.5h9v9h-9z", triangle: "M6 1l5.5 10h-11z",
  diamond: "M6 .5l5.5 5.5-5.5 5.5-5.5-5.5z", hexagon: "M3 1h6l3 5-3 5h-6l-3-5z",
  star: "M6 .5l1.6 3.6 3.9.4-2.9 2.6.8 3.9-3.4-2-3.4 2 .8-3.9-2.9-2.6 3.9-.4z",
};
function shape(label) {
  const look = lookOf.get(label);
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", OUTLINES[look ? look.shape : "dot"]);
  path.setAttribute("fill", look ? look.color : "currentColor");
  svg.append(path);
  return svg;
}
const digits = new Intl.NumberFormat("en"); // made once: that is what takes time
const number = (value) => digits.format(value);
const many = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
