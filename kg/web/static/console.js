// The console: a query of the library with its parameters as a form, or one's own; the answer as a table, and to save.
import { ask, askJson, byId, make, many, number } from "./dom.js";

const form = byId("ask");
const answer = byId("answer");
const queries = new Map((await askJson("/api/queries")).map((query) => [query.name, query]));
let last = null;

const chosen = () => queries.get(byId("name").value);

function parameters() {
  const values = {};
  for (const field of byId("parameters").querySelectorAll("input")) {
    if (field.value !== "" || field.required) values[field.name] = field.value;
  }
  return values;
}

function choose(name, given = {}) {
  const query = queries.get(name);
  byId("name").value = query ? name : "";
  byId("question").textContent = query ? query.question : "";
  byId("text").readOnly = Boolean(query);
  // What its opening comment says is said above already.
  if (query) byId("text").value = query.text.replace(/^(?:\s*\/\/.*\n)+\s*/, "");
  byId("parameters").replaceChildren(...(query ? query.parameters : []).flatMap((parameter) => {
    const id = `parameter-${parameter.name}`;
    return [
      make("label", { for: id }, parameter.name, " ", make("small", {}, parameter.meaning)),
      make("input", { id, name: parameter.name, required: parameter.default === null, value: given[parameter.name] ?? parameter.default ?? "", autocomplete: "off", spellcheck: "false", maxlength: "500" }),
    ];
  }));
}

function question() {
  const query = chosen();
  const limit = Number(byId("limit").value);
  return query ? { name: query.name, parameters: parameters(), limit } : { text: byId("text").value, limit };
}

function remember(asked) {
  const here = new URLSearchParams();
  if (asked.name) {
    here.set("name", asked.name);
    for (const [name, value] of Object.entries(asked.parameters)) here.set(`p.${name}`, value);
  } else here.set("text", asked.text);
  history.replaceState(null, "", `${location.pathname}?${here}`);
}

const post = (asked, format = "json") => ask(`/api/query?form=${format}`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked),
});

function save(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function saveAs(format) {
  if (format === "csv") save("answer.csv", await (await post(last.asked, "csv")).blob());
  else {
    const rows = last.table.rows.map((row) => Object.fromEntries(row.map((cell, at) => [last.table.columns[at], cell])));
    save("answer.json", new Blob([JSON.stringify(rows, null, 1)], { type: "application/json" }));
  }
}

// Ids lead to their pages.
function cell(value) {
  if (typeof value === "string") {
    const kind = /^(method|dataset|metric|task):./.test(value) ? "/thing" : /^(arxiv|doi|acl|title):./.test(value) ? "/paper" : null;
    return kind ? make("a", { href: `${kind}?${new URLSearchParams({ id: value })}` }, value) : value;
  }
  if (value === null) return make("span", { class: "quiet" }, "null");
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function show(table) {
  const numbers = table.columns.map((_, at) => table.rows.every((row) => row[at] === null || typeof row[at] === "number"));
  answer.replaceChildren(
    make("p", { class: "row" }, make("strong", {}, many(table.rows.length, "row")), table.cut ? " (there are more)" : "",
      make("span", { class: "quiet" }, ` in ${number(Math.round(table.seconds * 1000))} ms`),
      make("button", { type: "button", class: "button", onclick: () => saveAs("csv") }, "CSV"),
      make("button", { type: "button", class: "button", onclick: () => saveAs("json") }, "JSON")),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, make("table", {},
      make("thead", {}, make("tr", {}, table.columns.map((column, at) => make("th", { scope: "col", class: numbers[at] ? "number" : null }, column)))),
      make("tbody", {}, table.rows.map((row) => make("tr", {}, row.map((value, at) => make("td", { class: numbers[at] ? "number" : null }, cell(value)))))))),
  );
}

async function run() {
  const asked = question();
  remember(asked);
  byId("run").disabled = true;
  answer.replaceChildren(make("p", { class: "quiet" }, "Asking …"));
  try {
    const table = await (await post(asked)).json();
    last = { asked, table };
    show(table);
  } catch (error) {
    answer.replaceChildren(make("pre", { class: "refusal", role: "alert" }, error.message));
  } finally {
    byId("run").disabled = false;
  }
}

byId("name").addEventListener("change", () => choose(byId("name").value));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.reportValidity()) {
    event.preventDefault();
    run();
  }
});

// An address with a query of the library runs it; one with another text waits for whoever opened it to read that.
const here = new URLSearchParams(location.search);
const given = Object.fromEntries([...here].filter(([name]) => name.startsWith("p.")).map(([name, value]) => [name.slice(2), value]));
choose(here.get("name") || "", given);
if (here.get("text")) byId("text").value = here.get("text");
form.dataset.ready = "true";
if (chosen() && form.checkValidity()) run();
