// The picture: what was opened, with its neighbours, at places that the server computes. A click opens a node too.
import { about, address, askJson, byId, make, many, mark, number, pageOf, quote } from "./dom.js";

const network = byId("network");
const panel = byId("panel");
const FONT = 13;
const CLOSEST = 1.5;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = Object.fromEntries([...byId("marks").content.children].map((svg) => [svg.dataset.label, svg.firstElementChild.getAttribute("fill")]));
const shapes = { Method: "dot", Dataset: "square", Metric: "triangle", Task: "diamond", Paper: "dot" };

const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const drawing = new vis.Network(network, { nodes, edges }, {
  physics: false,
  interaction: { hover: true, keyboard: false, multiselect: false, tooltipDelay: 1e9, selectConnectedEdges: false },
  nodes: { chosen: false, borderWidth: 1.5, borderWidthSelected: 1.5 },
  edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0 },
});
const hidden = new Set();
let picture = { opened: [], nodes: [], edges: [], left_out: 0 };
let known = new Map(); // nodes by id
let near = new Map(); // ids of neighbours by id
let selected = null; // an id
let chosenEdge = null;
let hovered = null;
let showing = 0; // of the requests, the one whose answer is shown

const here = () => new URLSearchParams(location.search);
const isHidden = (id) => hidden.has(known.get(id)?.label);

function paint() {
  const [ground, plain, faint, close, strong, stated, compared] = ["--ground", "--edge", "--edge-faint", "--edge-near", "--edge-strong", "--stated", "--compared"].map(token);
  const around = selected ? near.get(selected) || new Set() : null;
  nodes.update(picture.nodes.map(({ id, label, opened }) => {
    const color = colours[label];
    const border = id === selected ? strong : opened ? strong : label === "Paper" ? color : ground;
    const opacity = !around || id === selected || around.has(id) ? 1 : 0.22;
    return { id, hidden: isHidden(id), opacity, borderWidth: id === selected ? 4 : opened ? 2 : 1.5, color: { background: color, border, hover: { background: color, border }, highlight: { background: color, border } } };
  }));
  edges.update(picture.edges.map((edge, id) => {
    const touched = edge === chosenEdge || (selected && (edge.source === selected || edge.target === selected));
    const told = edge.kind === "based on" ? stated : edge.kind === "compared with" ? compared : null;
    const color = selected && !touched ? faint : told || (edge === chosenEdge ? strong : touched ? close : plain);
    return { id, hidden: isHidden(edge.source) || isHidden(edge.target), color: { color, hover: color, highlight: color, inherit: false },
      width: (edge === chosenEdge ? 3 : 0) + (told ? 1.8 : 0.7 + Math.min(2.6, Math.log1p(edge.papers) / 2)) };
  }));
}

function put(found, { fit }) {
  const old = known;
  picture = found;
  known = new Map(found.nodes.map((node) => [node.id, node]));
  near = new Map(found.nodes.map((node) => [node.id, new Set()]));
  for (const { source, target } of found.edges) {
    near.get(source).add(target);
    near.get(target).add(source);
  }
  nodes.remove(nodes.getIds().filter((id) => !known.has(id)));
  nodes.update(found.nodes.map(({ id, label, x, y, size }) => ({ id, shape: shapes[label], size, x, y })));
  edges.clear();
  edges.add(found.edges.map(({ source, target, kind }, id) => ({ id, from: source, to: target, dashes: kind === "compared with" ? [6, 5] : kind === "variant of" ? [2, 4] : false,
    arrows: kind === "based on" ? { to: { enabled: true, scaleFactor: 0.55 } } : "" })));
  paint();
  const fresh = found.nodes.filter(({ id }) => !old.has(id)).map(({ id }) => id);
  if (fit || !old.size) frame(found.nodes.map(({ id }) => id));
  else if (fresh.length) frame([...fresh, ...(selected ? [selected] : [])], { gently: true });
  byId("begin").hidden = found.nodes.length > 0;
  byId("status").textContent = found.nodes.length
    ? `${many(found.nodes.length, "node")}${found.left_out ? `; ${number(found.left_out)} more are near` : ""}` : "";
}

function frame(ids, { gently = false } = {}) {
  const shown = ids.filter((id) => !isHidden(id));
  if (!shown.length) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (gently) {
    // What is new comes into view, and no closer than the eye is already.
    drawing.fit({ nodes: shown, maxZoomLevel: drawing.getScale(), animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
    return;
  }
  drawing.fit({ nodes: shown, maxZoomLevel: CLOSEST, animation: false });
  drawing.moveTo({ scale: drawing.getScale() * 0.93 });
}

async function show({ fit = false } = {}) {
  const opened = here().getAll("open");
  const turn = ++showing;
  if (!opened.length) {
    put({ opened: [], nodes: [], edges: [], left_out: 0 }, { fit: true });
    select(null);
    return;
  }
  try {
    const found = await askJson(address("/api/picture", { open: opened }));
    if (turn !== showing) return;
    put(found, { fit });
    const at = here().get("at");
    select(known.has(at) ? at : found.opened.at(-1));
  } catch (error) {
    byId("status").textContent = error.message;
    byId("begin").hidden = false;
  }
  document.body.dataset.ready = String(turn);
}

function go(opened, at) {
  const parameters = new URLSearchParams(opened.map((id) => ["open", id]));
  if (at) parameters.set("at", at);
  history.pushState(null, "", `${location.pathname}?${parameters}`);
}

// Opens a node: its neighbours join the picture.
function open(id) {
  const opened = picture.opened.includes(id) ? picture.opened : [...picture.opened, id].slice(-24);
  if (opened.length === picture.opened.length && known.has(id)) {
    go(opened, id);
    select(id);
    return;
  }
  selected = known.has(id) ? id : null;
  go(opened, id);
  show();
}

// The names are written at one size whatever the zoom; one that would cover another waits for a closer look.
const widths = new Map();
const short = (text, most) => {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
};
function order() {
  const byWorth = [...picture.nodes].sort((a, b) => b.opened - a.opened || b.papers - a.papers).map(({ id }) => id);
  const around = selected ? [...(near.get(selected) || [])] : [];
  return [...new Set([selected, hovered, ...picture.opened, ...byWorth.filter((id) => around.includes(id)), ...byWorth].filter((id) => id && known.has(id)))];
}
drawing.on("afterDrawing", (context) => {
  const scale = drawing.getScale();
  const { clientWidth: wide, clientHeight: high } = network;
  const [ink, faint, halo] = ["--ink", "--faint", "--halo"].map(token);
  const cross = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const ids = order().filter((id) => !isHidden(id));
  const spots = new Map(ids.map((id) => [id, drawing.canvasToDOM(known.get(id))]));
  const discs = ids.map((id) => {
    const { x, y } = spots.get(id);
    const half = known.get(id).size * scale * 0.85;
    return [x - half, y - half, x + half, y + half];
  });
  const written = [];
  context.save();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  ids.forEach((id, rank) => {
    const node = known.get(id);
    const first = id === selected || id === hovered;
    if (node.label === "Paper" && !first && !node.opened && scale < 1.9) return;
    const dim = selected && !first && !near.get(selected)?.has(id);
    const size = node.opened ? FONT + 1.5 : FONT;
    context.font = `${node.opened ? "600 " : ""}${size / scale}px system-ui, sans-serif`;
    const text = short(node.name, first ? 56 : 26);
    const key = `${size}${text}`;
    if (!widths.has(key)) widths.set(key, context.measureText(text).width * scale);
    const half = widths.get(key) / 2 + 3;
    const { x, y } = spots.get(id);
    const radius = node.size * scale;
    const off = radius + size * 0.85;
    const boxes = [[0, off], [0, -off], [radius + half + 3, 0], [-radius - half - 3, 0]].map(([right, down]) =>
      [x + right - half, y + down - size * 0.68, x + right + half, y + down + size * 0.68]);
    const inside = (box) => box[0] > 2 && box[2] < wide - 2 && box[1] > 2 && box[3] < high - 2;
    const free = (box) => inside(box) && !written.some((other) => cross(box, other));
    const box = boxes.find((each) => free(each) && !discs.some((disc) => cross(each, disc))) || (rank < 8 && boxes.find(free)) || (first && boxes.find(inside));
    if (!box) return;
    written.push(box);
    const at = drawing.DOMtoCanvas({ x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 });
    context.lineWidth = 4 / scale;
    context.strokeStyle = halo;
    context.strokeText(text, at.x, at.y);
    context.fillStyle = dim ? faint : ink;
    context.fillText(text, at.x, at.y);
  });
  context.restore();
});

// The panel
const link = (thing, ...more) => make("a", { class: "chip", href: pageOf(thing) }, mark(thing.label || "Paper"), make("span", { class: "name" }, make("bdi", {}, thing.name)), ...more);
function statement(said) {
  return make("div", { class: "statement" }, said.quotes.map(quote),
    make("p", { class: "source" }, make("a", { href: pageOf(said.paper) }, make("bdi", {}, said.paper.title)), " ", make("span", { class: "quiet" }, about(said.paper))));
}
function fill(...parts) {
  const within = panel.contains(document.activeElement);
  panel.replaceChildren(...parts.flat().filter((part) => part !== null && part !== undefined));
  panel.scrollTop = 0;
  if (within) panel.focus({ preventScroll: true });
}
const verbs = { names: "names", "based on": "is based on", "compared with": "is compared with", "variant of": "is a variant of", together: "and" };

function neighbours(id) {
  const ids = [...(near.get(id) || [])].filter((other) => known.has(other)).sort((a, b) => known.get(b).papers - known.get(a).papers);
  const row = (other) => {
    const edge = picture.edges.find((each) => (each.source === id && each.target === other) || (each.target === id && each.source === other));
    const backwards = edge.target === id;
    const how = edge.kind === "based on" ? (backwards ? "base of" : "based on") : edge.kind === "names" ? "" : edge.kind === "together" ? "together" : edge.kind;
    return make("li", {}, make("button", { type: "button", class: "row-button", onclick: () => proof(edge) }, mark(known.get(other).label), make("span", { class: "name" }, make("bdi", {}, known.get(other).name)),
      make("span", { class: "count" }, how === "together" ? many(edge.papers, "paper") : how)));
  };
  if (!ids.length) return null;
  return [make("h3", {}, "Its links here ", make("small", {}, "click one for its sentences")), make("ul", { class: "stack links" }, ids.map(row))];
}

async function select(id) {
  selected = id;
  chosenEdge = null;
  paint();
  if (!id) {
    fill(make("h2", {}, "Nothing chosen"), make("p", {}, "A click on a node opens it: what is near it joins the picture, and its sentences come here. A click on a line shows the sentences behind it."));
    return;
  }
  const node = known.get(id);
  const isOpen = picture.opened.includes(id);
  const heading = [
    make("p", { class: "kind-line" }, mark(node.label), node.label),
    make("h2", {}, make("bdi", {}, node.name)),
    make("p", { class: "actions" }, make("a", { class: "button first", href: pageOf(node) }, "Its page"),
      isOpen ? (picture.opened.length > 1 ? make("button", { type: "button", class: "button", onclick: () => { go(picture.opened.filter((other) => other !== id), null); show(); } }, "Fold") : null)
        : make("button", { type: "button", class: "button", onclick: () => open(id) }, "Open"),
      make("a", { class: "button", href: address("/picture", { open: id }) }, "Begin anew here")),
  ];
  fill(heading, neighbours(id));
  try {
    const more = node.label === "Paper" ? await paperParts(id) : await thingParts(id, node);
    if (selected === id && !chosenEdge) fill(heading, more, neighbours(id));
  } catch (error) {
    fill(heading, make("p", { class: "quiet" }, error.message), neighbours(id));
  }
}

async function thingParts(id, node) {
  const found = await askJson(address("/api/thing/papers", { id }));
  const first = found.papers.find((naming) => naming.role === "introduced") || found.papers[0];
  return [make("p", { class: "quiet" }, `${many(node.papers, "paper")} ${node.papers === 1 ? "names" : "name"} it`),
    first ? statement({ ...first, quotes: first.quotes.slice(0, 2) }) : null];
}
async function paperParts(id) {
  const paper = await askJson(address("/api/paper", { id }));
  const told = paper.abstract_pieces.map((piece) => (piece.marked ? make("mark", {}, piece.text) : piece.text));
  return [make("p", { class: "quiet" }, about(paper)), make("p", { class: "short-text" }, told)];
}

async function proof(edge) {
  chosenEdge = edge;
  paint();
  const [source, target] = [known.get(edge.source), known.get(edge.target)];
  const back = make("button", { type: "button", class: "button", onclick: () => select(selected || picture.opened.at(-1)) }, "Back");
  const heading = [make("p", { class: "kind-line" }, "Evidence"), make("div", { class: "between" }, link(source), make("span", { class: "verb" }, verbs[edge.kind]), link(target)), make("p", { class: "actions" }, back)];
  fill(heading, make("p", { class: "quiet" }, "Looking …"));
  try {
    const found = await askJson(address("/api/evidence", { source: edge.source, target: edge.target, kind: edge.kind }));
    if (chosenEdge !== edge) return;
    const told = found.reason ? `Derived from the names (${found.reason}).`
      : edge.kind === "together" ? `${many(found.total, "paper")} ${found.total === 1 ? "names" : "name"} both.` : edge.kind === "names" ? "" : `${many(found.total, "paper")} ${found.total === 1 ? "says" : "say"} so.`;
    fill(heading, told ? make("p", { class: "quiet" }, told) : null, found.statements.map(statement),
      found.total > found.statements.length && found.statements.length ? make("p", { class: "quiet" }, `${number(found.total - found.statements.length)} more.`) : null);
  } catch (error) {
    fill(heading, make("p", { class: "quiet" }, error.message));
  }
}

drawing.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (node !== undefined) open(node);
  else if (edge !== undefined) proof(picture.edges[edge]);
});
drawing.on("hoverNode", ({ node }) => { hovered = node; network.classList.add("over"); drawing.redraw(); });
drawing.on("blurNode", () => { hovered = null; network.classList.remove("over"); drawing.redraw(); });
drawing.on("hoverEdge", () => network.classList.add("over"));
drawing.on("blurEdge", () => network.classList.remove("over"));

for (const button of document.querySelectorAll(".legend button")) {
  button.addEventListener("click", () => {
    const { label } = button.dataset;
    if (!hidden.delete(label)) hidden.add(label);
    button.setAttribute("aria-pressed", String(!hidden.has(label)));
    paint();
  });
}
const zoom = (factor) => drawing.moveTo({ scale: Math.min(6, Math.max(0.05, drawing.getScale() * factor)) });
byId("closer").addEventListener("click", () => zoom(1.4));
byId("farther").addEventListener("click", () => zoom(1 / 1.4));
byId("whole").addEventListener("click", () => frame([...known.keys()]));
// What is chosen in the search box joins the picture, instead of leading to its page.
document.addEventListener("chosen", (event) => {
  event.preventDefault();
  open(event.detail.id);
  panel.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && (selected || chosenEdge)) select(chosenEdge ? selected : null);
});
window.addEventListener("popstate", () => show());
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
// For tests and other scripts: where a node stands on the page.
window.placeOf = (id) => (known.has(id) ? drawing.canvasToDOM(known.get(id)) : null);
show({ fit: true });
