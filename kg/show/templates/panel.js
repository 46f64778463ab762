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
function resultOf({ other, of }) {
  const ends = of.flatMap(([name, label, node]) => [label === "Dataset" ? " on " : label === "Method" ? ", " : " ", open(name, node)]);
  return make("p", { class: "result" }, make("strong", {}, other[0]), ...ends);
}
function factOf(fact) {
  const paper = fact.paper === undefined ? null : papers[fact.paper];
  const more = fact.derived ? ` (${fact.derived})` : fact.support && fact.support.papers > 1 ? ` (${supported(fact.support)})` : "";
  const other = fact.of ? resultOf(fact) : fact.other ? make("p", {}, `${verb(fact)} `, open(fact.other[0], fact.other[2]), more) : null;
  const told = paper ? [about(paper), fact.other ? "" : verb(fact)].filter(Boolean).join(" · ") : "";
  const reading = paper && link(paper);
  return make("article", {},
    other,
    paper ? make("h4", {}, open(paper.title, paper.node)) : null,
    paper ? make("p", { class: "quiet" }, told, told && reading ? " · " : "", reading || "") : null,
    ...fact.sentences.map(quote));
}
// What the facts of a thing are told under, in this order; what is in none of them comes last.
const SECTIONS = [
  ["Results", ({ of }) => of],
  ["Built on", ({ type, out }) => type === "BASED_ON" && out],
  ["Built on it", ({ type, out }) => type === "BASED_ON" && !out],
  ["Compared with", ({ type }) => type === "COMPARED_WITH"],
  ["Variants", ({ type }) => type === "VARIANT_OF"],
  ["Papers", ({ other }) => !other],
  ["More", () => true],
];
function sections(facts) {
  const told = SECTIONS.map(([name]) => [name, []]);
  facts.forEach((fact) => told[SECTIONS.findIndex(([, belongs]) => belongs(fact))][1].push(fact));
  return told.filter(([, found]) => found.length).flatMap(([name, found]) =>
    [make("h3", {}, `${name} `, make("span", { class: "count" }, number(found.length))), ...found.map(factOf)]);
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
    ...sections(thing.facts),
    thing.more ? make("p", { class: "quiet" }, `${number(thing.more)} more of its edges ${thing.more === 1 ? "is" : "are"} in the graph; kg show tells all.`) : null,
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
    things.length ? make("p", {},
      "Choose a node, or search, to read the sentences that prove its edges. Larger nodes are in more papers.") : null,
    ...data.notes.map((note) => make("p", { class: "quiet" }, note)),
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
