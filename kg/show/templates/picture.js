// The picture
const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges.map((edge, id) => ({ ...edge, id })));
const network = new vis.Network(byId("network"), { nodes, edges }, {
  physics: false,
  interaction: { hover: true, tooltipDelay: 1e9, keyboard: false, multiselect: false, hideEdgesOnZoom: false },
  nodes: { borderWidth: 1.5, borderWidthSelected: 1.5, chosen: false },
  edges: { smooth: false, width: 1, selectionWidth: 0, hoverWidth: 0, chosen: false },
});
const isHidden = (node) => hidden.has(things[node].label);

// Without papers nothing would be joined: then a line joins what two or more of the papers name together.
let together = null;
function joint() {
  if (together) return together;
  const count = new Map();
  things.forEach((paper, id) => {
    if (paper.label !== "Paper") return;
    const named = [...neighbours[id]].filter((other) => things[other].label !== "Paper").sort((a, b) => a - b);
    named.forEach((from, i) => named.slice(i + 1).forEach((to) => {
      const key = from * things.length + to;
      count.set(key, (count.get(key) || 0) + 1);
    }));
  });
  const shared = [...count].filter(([, papers]) => papers > 1);
  together = shared.map(([key, papers]) => ({ id: `t${key}`, from: Math.floor(key / things.length), to: key % things.length, papers }));
  return together;
}

// What is one step away; and from an entity also what its papers name besides.
const surroundings = () => (selected < 0 ? new Set() : neighbours[selected]);
function beyond() {
  if (selected < 0 || things[selected].label === "Paper") return new Set();
  return new Set([...neighbours[selected]].filter((id) => things[id].label === "Paper").flatMap((id) => [...neighbours[id]]));
}

function paint() {
  const [ground, plain, faint, middle, strong] = ["--ground", "--edge", "--edge-faint", "--edge-near", "--edge-strong"].map(token);
  const near = surroundings();
  const around = new Set([...near, ...beyond()]);
  const opacity = (id) => (selected < 0 || id === selected || near.has(id) ? 1 : around.has(id) ? 0.7 : 0.13);
  nodes.update(things.map((thing, id) => {
    const { color } = lookOf.get(thing.label);
    const border = id === selected ? strong : thing.label === "Paper" ? color : ground;
    return { id, hidden: isHidden(id), opacity: opacity(id), borderWidth: id === selected ? 3 : 1.5,
      color: { background: color, border, highlight: { background: color, border }, hover: { background: color, border } } };
  }));
  const lines = data.edges.map((edge, id) => ({ ...edge, id, papers: 1 }));
  if (hidden.has("Paper")) lines.push(...joint());
  else if (together) edges.remove(together.map(({ id }) => id));
  edges.update(lines.map((edge) => {
    const touched = selected >= 0 && (edge.from === selected || edge.to === selected);
    const close = (near.has(edge.from) && around.has(edge.to)) || (near.has(edge.to) && around.has(edge.from));
    const color = selected < 0 ? plain : touched ? strong : close ? middle : faint;
    return { id: edge.id, from: edge.from, to: edge.to, hidden: isHidden(edge.from) || isHidden(edge.to),
      width: touched ? 1.6 : Math.min(edge.papers, 4), color: { color, highlight: color, hover: color, inherit: false } };
  }));
}

// Names are written at one size whatever the zoom; a name that would cover another one waits for a closer look.
const FONT = 12.5;
const SMALLEST = 0.45;
const widths = new Map();
function short(text, most) {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, Math.floor(most) - 1).join("").trimEnd()}…` : text;
}
function order() {
  const entity = (id) => things[id].label !== "Paper";
  const all = [...things.keys()];
  const near = surroundings();
  const others = selected < 0 ? [...all.filter(entity), ...all] : [...[...near].filter(entity), ...beyond(), ...near];
  return [...new Set([selected, hovered, ...others].filter((id) => id >= 0))];
}
network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  const { clientWidth: wide, clientHeight: high } = byId("network");
  const places = network.getPositions();
  const ink = token("--ink");
  const halo = token("--halo");
  context.save();
  context.font = `${FONT / scale}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5 / scale;
  const spotOf = (id) => network.canvasToDOM(places[id]);
  const radius = (id) => data.nodes[id].size * scale;
  const cross = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const ids = order();
  const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = byId("zoom");
  const written = [[offsetLeft, offsetTop, offsetLeft + offsetWidth, offsetTop + offsetHeight]];
  const discOf = (id) => {
    const { x, y } = spotOf(id);
    const half = radius(id) * 0.8;
    return [x - half, y - half, x + half, y + half];
  };
  const every = [...things.keys()].filter((id) => !isHidden(id));
  const [discs, dots] = [every.filter((id) => radius(id) > 4.5).map(discOf), every.filter((id) => radius(id) <= 4.5).map(discOf)];
  ids.forEach((id, rank) => {
    if (isHidden(id)) return;
    const thing = things[id];
    const first = id === selected || id === hovered;
    if (thing.label === "Paper" && !first && scale < (selected < 0 ? 1.5 : 0.6)) return;
    const text = short(thing.name, Math.min(first ? 60 : 30, wide / 16));
    if (!widths.has(text)) widths.set(text, context.measureText(text).width * scale);
    const half = widths.get(text) / 2 + 3;
    const spot = spotOf(id);
    const off = radius(id) + FONT * 0.85;
    const boxes = [[0, off], [0, -off], [radius(id) + half + 2, 0], [-radius(id) - half - 2, 0]].map(([x, y]) =>
      [spot.x + x - half, spot.y + y - FONT * 0.7, spot.x + x + half, spot.y + y + FONT * 0.7]);
    const inside = (box) => box[0] > 0 && box[2] < wide && box[1] > 0 && box[3] < high;
    const free = (box) => inside(box) && !written.some((other) => cross(box, other));
    const clear = (box, things) => !things.some((disc) => cross(box, disc));
    const fitting = boxes.filter((each) => free(each) && clear(each, discs));
    // The names that matter most may lie on a node where there is no better place.
    const box = fitting.find((each) => clear(each, dots)) || fitting[0]
      || (rank < 12 && boxes.find(free)) || (first && boxes[0]);
    if (!box) return;
    written.push(box);
    const at = network.DOMtoCanvas({ x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 });
    context.strokeStyle = halo;
    context.strokeText(text, at.x, at.y);
    context.fillStyle = ink;
    context.fillText(text, at.x, at.y);
  });
  context.restore();
});

function fit(least = 0) {
  frame([...things.keys()].filter((id) => !isHidden(id)), 1.6);
  // On a small screen the middle, large enough to be read, says more than the whole.
  if (network.getScale() < least) network.moveTo({ scale: least });
}
function frame(ids, closest) {
  if (ids.length) network.fit({ nodes: ids, maxZoomLevel: closest, animation: false });
  zoom(0.92); // room for the names at the rim
}
function zoom(factor) {
  network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });
}
