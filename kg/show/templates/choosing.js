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
