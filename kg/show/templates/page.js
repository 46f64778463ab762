"use strict";
(() => {
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
  const number = (value) => Number(value).toLocaleString("en");
  const many = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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
    edges.update(data.edges.map((edge, id) => {
      const touched = selected >= 0 && (edge.from === selected || edge.to === selected);
      const close = (near.has(edge.from) && around.has(edge.to)) || (near.has(edge.to) && around.has(edge.from));
      const color = selected < 0 ? plain : touched ? strong : close ? middle : faint;
      return { id, hidden: isHidden(edge.from) || isHidden(edge.to), width: touched ? 1.6 : 1,
        color: { color, highlight: color, hover: color, inherit: false } };
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
    const written = [];
    const discs = ids.filter((id) => !isHidden(id) && radius(id) > 4.5).map((id) => {
      const { x, y } = spotOf(id);
      const half = radius(id) * 0.8;
      return [x - half, y - half, x + half, y + half];
    });
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
      // The names that matter most may lie on a node where there is no better place.
      const box = boxes.find((each) => free(each) && !discs.some((disc) => cross(each, disc)))
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

  // The panel
  const VERBS = {
    INTRODUCES: "introduces it", USES: "uses it", MENTIONS: "names it", ADDRESSES: "addresses it", STATES: "states it",
    OF_METHOD: "result", ON_DATASET: "result", IN_METRIC: "result", WROTE: "wrote",
    BASED_ON: ["is based on", "is the base of"], COMPARED_WITH: ["compared with", "compared with"],
    VARIANT_OF: ["is a variant of", "has the variant"],
  };
  function verb(fact) {
    const words = VERBS[fact.type] || fact.type.toLowerCase().replaceAll("_", " ");
    return Array.isArray(words) ? words[fact.out ? 0 : 1] : words;
  }
  function open(text, node, plain = "plain") {
    if (node === undefined || node < 0) return plain === "plain" ? text : make("span", { class: plain }, text);
    return make("button", { type: "button", class: plain, onclick: () => go(node) }, text);
  }
  function chip([name, label, node], ...more) {
    const parts = [shape(label), make("span", {}, name), ...more];
    if (node < 0) return make("span", { class: "chip" }, ...parts);
    return make("button", { type: "button", class: "chip", onclick: () => go(node) }, ...parts);
  }
  const list = (items, kind = "chips") => make("ul", { class: kind }, ...items.map((item) => make("li", {}, item)));
  function quote(pieces) {
    return make("blockquote", {}, ...pieces.map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece)));
  }
  function link(paper) {
    if (!paper.url) return null;
    return make("a", { href: paper.url, target: "_blank", rel: "noopener noreferrer" }, "Read the paper");
  }
  function about(paper) {
    const authors = paper.authors.length > 4 ? [...paper.authors.slice(0, 3), `${paper.authors.length - 3} more`] : paper.authors;
    const parts = [authors.join(", "), paper.venue, paper.date || paper.year].filter(Boolean);
    return parts.join(" · ");
  }
  // How many papers say so, of how many groups of authors that share none, and how sure that makes it.
  function supported(support) {
    const groups = support.papers > 1 && support.groups !== undefined ? ` of ${many(support.groups, "group")}` : "";
    const belief = support.belief === undefined ? "" : `, belief ${(support.belief / 10000).toFixed(2)}`;
    return `${many(support.papers, "paper")}${groups}${belief}`;
  }
  function factOf(fact) {
    const paper = fact.paper === undefined ? null : papers[fact.paper];
    const more = fact.derived ? ` (${fact.derived})` : fact.support && fact.support.papers > 1 ? ` (${supported(fact.support)})` : "";
    const other = fact.other ? make("p", {}, `${verb(fact)} `, open(fact.other[0], fact.other[2]), more) : null;
    const told = paper ? [about(paper), fact.other ? "" : verb(fact)].filter(Boolean).join(" · ") : "";
    const reading = paper && link(paper);
    return make("article", {},
      other,
      paper ? make("h4", {}, open(paper.title, paper.node)) : null,
      paper ? make("p", { class: "quiet" }, told, told && reading ? " · " : "", reading || "") : null,
      ...fact.sentences.map(quote));
  }
  function kind(thing) {
    return make("div", { class: "kind" }, shape(thing.label), thing.label,
      make("button", { type: "button", id: "close", "aria-label": "Close, show the overview", onclick: () => go(-1) }, "Close"));
  }
  function near(node) {
    // What the same papers name, by how many of them do.
    const count = new Map();
    neighbours[node].forEach((middle) => neighbours[middle].forEach((other) => {
      if (other !== node && things[other].label !== "Paper") count.set(other, (count.get(other) || 0) + 1);
    }));
    return [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 6).map(([other]) => other);
  }
  const reference = (node) => [things[node].name, things[node].label, node];

  function entityPanel(node, thing) {
    const aliases = thing.aliases.length ? make("p", {}, "Also written ", ...thing.aliases.flatMap((alias, i) =>
      [i ? ", " : "", make("bdi", {}, alias)])) : null;
    const ambiguous = thing.ambiguous.length ? make("p", {}, "Ambiguous, it may stand for ", ...thing.ambiguous.flatMap((name, i) =>
      [i ? "; " : "", make("bdi", {}, name)])) : null;
    const others = near(node);
    return [
      kind(thing), make("h2", {}, thing.name), aliases, ambiguous,
      make("p", { class: "quiet" }, `In ${supported(thing.support || thing)}; ${many(neighbours[node].size, "connection")} in this picture`),
      others.length ? make("h3", {}, "Named in the same papers") : null,
      others.length ? list(others.map((other) => chip(reference(other)))) : null,
      thing.facts.length ? make("h3", {}, "Evidence") : null,
      ...thing.facts.map(factOf),
      thing.more ? make("p", { class: "quiet" }, `${number(thing.more)} more of them are in the graph.`) : null,
    ];
  }
  function marked(pieces, thing) {
    return pieces.map(([text, other]) => (other < 0 ? text : make("mark", { title: thing.named[other][1] }, open(text, thing.named[other][2]))));
  }
  function paperPanel(thing) {
    const paper = papers[thing.paper];
    const told = about(paper);
    const reading = link(paper);
    return [
      kind(thing), make("h2", {}, ...(thing.title.length ? marked(thing.title, thing) : [thing.name])),
      make("p", { class: "quiet" }, told, told && reading ? " · " : "", reading || ""),
      thing.abstract.length ? make("p", {}, ...marked(thing.abstract, thing)) : null,
      ...labels.flatMap(({ label }) => {
        const named = thing.named.filter((other) => other[1] === label);
        return named.length ? [make("h3", {}, label === "Author" ? "Authors" : `${label}s`), list(named.map((other) => chip(other)))] : [];
      }),
    ];
  }
  function home() {
    const groups = labels.filter(({ label, shown }) => shown && label !== "Paper").flatMap(({ label }) => {
      const best = [...things.keys()].filter((id) => things[id].label === label).slice(0, 6);
      const row = (id) => chip(reference(id), make("span", { class: "count" }, many(things[id].papers || 0, "paper")));
      return [make("h3", {}, `${label}s in most papers`), list(best.map(row), "rows chips")];
    });
    return [
      make("h2", {}, data.focus.length ? "Neighbourhood" : "Overview"),
      ...data.notes.map((note) => make("p", {}, note)),
      make("p", { class: "quiet" }, labels.map(({ label, shown, all }) => `${label}: ${number(shown)} of ${number(all)}`).join(" · ")),
      things.length ? make("p", { class: "quiet" },
        "Click a node, or search, to read the sentences that prove its edges. Larger nodes are in more papers.") : null,
      ...groups,
    ];
  }
  function show() {
    const thing = things[selected];
    const parts = selected < 0 ? home() : thing.label === "Paper" ? paperPanel(thing) : entityPanel(selected, thing);
    const panel = byId("panel");
    const within = panel.contains(document.activeElement);
    panel.replaceChildren(...parts.filter((part) => part !== null));
    panel.scrollTop = 0;
    if (within) panel.focus({ preventScroll: true });
  }

  // Choosing a node; the address holds its id, so that back and forward work.
  function select(node, { move = true } = {}) {
    selected = node;
    if (node >= 0 && isHidden(node)) toggle(things[node].label);
    paint();
    show();
    if (node >= 0 && move) frame([node, ...[...neighbours[node]].filter((id) => !isHidden(id))], 1.3);
    if (node < 0 && move) fit(SMALLEST);
  }
  // Halves of surrogate pairs cannot be in an address.
  const addressOf = ({ id }) => `#${encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, "\ufffd"))}`;
  const addressed = () => things.findIndex((thing) => [addressOf(thing), `#${thing.id}`].includes(location.hash));
  function go(node, options) {
    select(node, options);
    const address = node < 0 ? "" : addressOf(things[node]);
    if (location.hash !== address) location.hash = address;
  }
  window.addEventListener("hashchange", () => {
    if (addressed() !== selected) select(addressed());
  });
  network.on("click", ({ nodes: [node] }) => {
    if (node !== undefined) go(node, { move: false });
    else if (selected >= 0) go(-1, { move: false });
  });
  network.on("hoverNode", ({ node }) => { hovered = node; byId("network").style.cursor = "pointer"; network.redraw(); });
  network.on("blurNode", () => { hovered = -1; byId("network").style.cursor = ""; network.redraw(); });

  // The legend
  function toggle(label) {
    if (!hidden.delete(label)) hidden.add(label);
    for (const button of byId("legend").children) button.setAttribute("aria-pressed", String(!hidden.has(button.dataset.label)));
    paint();
  }
  byId("legend").append(...labels.filter(({ shown }) => shown).map(({ label, shown }) => make("button",
    { type: "button", "aria-pressed": "true", "data-label": label, onclick: () => toggle(label) },
    shape(label), label, make("span", { class: "count" }, number(shown)))));

  // The search box
  const search = byId("search");
  const hits = byId("hits");
  const names = things.map((thing) => [thing.name, ...(thing.aliases || []), thing.id].map((name) => name.toLowerCase()));
  let found = [];
  let active = -1;
  function rank(forms, text) {
    let best = 9;
    forms.forEach((form, i) => {
      const at = form.indexOf(text);
      if (at < 0) return;
      const place = form === text ? 0 : at === 0 ? 1 : /[^\p{L}\p{N}]/u.test(form[at - 1]) ? 2 : 3;
      best = Math.min(best, place + (i ? 0.5 : 0));
    });
    return best;
  }
  function activate(position) {
    active = position;
    [...hits.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    hits.children[Math.max(active, 0)]?.scrollIntoView({ block: "nearest" });
    if (active >= 0 && found.length) search.setAttribute("aria-activedescendant", `hit-${active}`);
    else search.removeAttribute("aria-activedescendant");
  }
  function listHits() {
    const text = search.value.trim().toLowerCase();
    found = text ? names.map((forms, id) => [rank(forms, text), id]).filter(([place]) => place < 9)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 30).map(([, id]) => id) : [];
    const items = found.map((id, i) => make("li", { role: "option", id: `hit-${i}`, onmousedown: (event) => { event.preventDefault(); choose(i); } },
      shape(things[id].label), make("span", {}, things[id].name),
      things[id].papers ? make("span", { class: "count" }, number(things[id].papers)) : null));
    const none = make("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing of that name in this picture. kg view NAME shows other parts of the graph.");
    hits.replaceChildren(...(items.length ? items : [none]));
    hits.hidden = !text;
    search.setAttribute("aria-expanded", String(Boolean(text)));
    activate(items.length ? 0 : -1);
  }
  function closeHits() {
    hits.hidden = true;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
  }
  function choose(position) {
    if (found[position] === undefined) return;
    go(found[position]);
    closeHits();
    byId("panel").focus({ preventScroll: true });
  }
  search.addEventListener("input", listHits);
  search.addEventListener("focus", () => { if (search.value.trim()) listHits(); });
  search.addEventListener("blur", closeHits);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.hidden) listHits();
      if (found.length) activate((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (hits.hidden) listHits();
      choose(active);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      if (!hits.hidden || (document.activeElement === search && search.value)) {
        search.value = "";
        closeHits();
      } else if (selected >= 0) go(-1);
    }
  });

  byId("closer").addEventListener("click", () => zoom(1.4));
  byId("farther").addEventListener("click", () => zoom(1 / 1.4));
  byId("whole").addEventListener("click", () => fit());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  byId("title").append(data.title, ...(data.date ? [" ", make("small", {}, data.date)] : []));

  fit(SMALLEST);
  const start = addressed() >= 0 ? addressed() : data.focus.length === 1 ? data.focus[0] : -1;
  select(start, { move: start >= 0 && !data.focus.length });
})();
