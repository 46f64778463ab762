// Tables that are sorted by a click on a heading; the address keeps the order, so that it can be shared.
const value = (cell) => cell.dataset.value ?? cell.textContent.trim();

function compare(kind, one, other) {
  if (kind !== "number") return one.localeCompare(other, "en", { numeric: true, sensitivity: "base" });
  // What has no number comes last whatever the direction.
  return Number(one) - Number(other);
}

function sort(table, column, direction) {
  const heading = table.tHead.rows[0].cells[column];
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const kind = heading.dataset.sort;
  const sign = direction === "descending" ? -1 : 1;
  rows.sort((a, b) => {
    const [one, other] = [value(a.cells[column]), value(b.cells[column])];
    if (one === "" || other === "") return (one === "") - (other === "");
    return sign * compare(kind, one, other);
  });
  body.append(...rows);
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", direction);
}

const tables = [...document.querySelectorAll("table.sortable")];
tables.forEach((table, which) => {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (!heading.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const first = heading.dataset.sort === "number" && button.textContent !== "Rank" ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const direction = heading.getAttribute("aria-sort") === first ? other : first;
      sort(table, column, direction);
      const here = new URL(location.href);
      here.searchParams.set("sort", `${which}.${column}.${direction}`);
      history.replaceState(null, "", here);
    });
  });
});

const [which, column, direction] = (new URLSearchParams(location.search).get("sort") || "").split(".");
const chosen = tables[Number(which)];
if (which && chosen?.tHead.rows[0].cells[Number(column)]?.dataset.sort && /^(a|de)scending$/.test(direction)) {
  sort(chosen, Number(column), direction);
}
