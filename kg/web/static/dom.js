// Everything that comes from papers goes through here, as text nodes: nothing in a name can become markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);
export const number = (value) => Number(value).toLocaleString("en");
export const many = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;

export function mark(label) {
  const marks = byId("marks").content;
  return (marks.querySelector(`[data-label="${label}"]`) || marks.firstElementChild).cloneNode(true);
}

export function address(path, values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, each);
  }
  return `${path}?${parameters}`;
}

export const pageOf = (thing) => address(thing.label && thing.label !== "Paper" ? "/thing" : "/paper", { id: thing.id });

export function quote({ pieces }) {
  return make("blockquote", {}, pieces.map((piece) => (piece.marked ? make("mark", {}, piece.text) : piece.text)));
}

export function about(paper) {
  const { authors } = paper;
  const named = authors.length > 3 ? `${authors.slice(0, 3).join(", ")} and ${authors.length - 3} more` : authors.join(", ");
  return [named, paper.venue, paper.date || paper.year].filter(Boolean).join(" · ");
}

// The answer to a request; an error says what the server says.
export async function ask(path, options = {}) {
  const response = await fetch(path, { credentials: "omit", ...options });
  if (!response.ok) {
    const told = await response.json().catch(() => ({ detail: `the server answers ${response.status}` }));
    throw Object.assign(new Error(told.detail), { status: response.status });
  }
  return response;
}
export const askJson = async (path, options) => (await ask(path, options)).json();
