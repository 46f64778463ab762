// Search as one types: a combobox whose list the arrows walk through. Enter without a choice opens the page of answers.
import { address, ask, byId, make, mark, number, pageOf } from "./dom.js";

const input = byId("search");
const list = byId("hits");
const WAIT = 70; // milliseconds without a key

let found = [];
let active = -1;
let asking = null;
let waiting = 0;

function activate(position) {
  active = position;
  const options = [...list.querySelectorAll("[role=option]")];
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
  options[active]?.scrollIntoView({ block: "nearest" });
  if (active >= 0) input.setAttribute("aria-activedescendant", `hit-${active}`);
  else input.removeAttribute("aria-activedescendant");
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  activate(-1);
}

function option(item, at) {
  return make("li", { role: "option", id: `hit-${at}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => choose(at) },
    mark(item.label), make("span", { class: "name" }, make("bdi", {}, item.name), item.form ? [" ", make("small", {}, "also written ", make("bdi", {}, item.form))] : null),
    make("span", { class: "count" }, item.note));
}

function show(answers) {
  found = [
    ...answers.things.map((thing) => ({ ...thing, note: number(thing.papers) })),
    ...answers.papers.slice(0, 6).map((paper) => ({ label: "Paper", id: paper.id, name: paper.title, note: paper.year ? String(paper.year) : "" })),
  ];
  const none = make("li", { role: "option", "aria-disabled": "true", class: "none" }, "No name or title begins so. Enter looks in abstracts too.");
  list.replaceChildren(...(found.length ? found.map(option) : [none]));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  activate(-1);
}

async function look() {
  asking?.abort();
  const text = input.value.trim();
  if (!text) {
    close();
    return;
  }
  asking = new AbortController();
  try {
    const response = await ask(address("/api/search", { q: text.slice(0, 200) }), { signal: asking.signal });
    const answers = await response.json();
    if (input.value.trim() === text && document.activeElement === input) show(answers);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function choose(at) {
  const item = found[at];
  if (!item) return;
  close();
  // A page with a picture adds what was chosen to it.
  const chosen = new CustomEvent("chosen", { detail: item, cancelable: true });
  if (document.dispatchEvent(chosen)) location.assign(pageOf(item));
  else input.value = "";
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, WAIT);
});
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
    event.preventDefault();
    if (list.hidden) look();
    else if (found.length) {
      const last = found.length - 1;
      if (event.key === "ArrowDown") activate(active >= last ? 0 : active + 1);
      else activate(active <= 0 ? last : active - 1);
    }
  } else if (event.key === "Enter" && !list.hidden && active >= 0) {
    event.preventDefault();
    choose(active);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
