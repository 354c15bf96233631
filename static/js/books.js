// Forms and lists of the books: rows that come and go, names found while one types, ticks counted.
const inside = (element, selector) => element.querySelector(selector);

// -- rows: lines, contacts, rates ---------------------------------------------------------------
for (const card of document.querySelectorAll("[data-rows]")) {
  const count = inside(card, "[data-rows-count]");
  const list = inside(card, ".lines");
  inside(card, "[data-row-add]")?.addEventListener("click", () => {
    const html = inside(card, "[data-rows-blank]").innerHTML.replaceAll("-__-", `-${count.value}-`);
    list.insertAdjacentHTML("beforeend", html);
    count.value = Number(count.value) + 1;
    const row = list.lastElementChild;
    for (const lookup of row.querySelectorAll("[data-lookup]")) furnish(lookup);
    inside(row, "input:not([type=hidden]), select, textarea").focus();
  });
}

// -- lookups: a text field that offers records ---------------------------------------------------
let serial = 0;
function furnish(lookup) {
  const [text, id] = [inside(lookup, "input[type=text]"), inside(lookup, "input[type=hidden]")];
  const list = Object.assign(document.createElement("ul"), { id: `lookup-${++serial}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Records that fit");
  lookup.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) text.setAttribute(name, value);
  let timer, asked = 0, at = -1, found = [];

  const close = () => {
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === at)));
    if (list.children[at]) {
      text.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (index) => {
    const record = found[index];
    if (!record) return;
    text.value = record.label;
    id.value = record.id;
    for (const [name, value] of Object.entries(record.fill)) {
      const other = lookup.closest("[data-row]")?.querySelector(`.${name} :is(input, textarea)`);
      if (other && !other.value) other.value = value;
    }
    close();
    text.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const ask = async () => {
    const mine = ++asked;
    const answer = await fetch(`${lookup.dataset.lookup}?q=${encodeURIComponent(text.value)}`).catch(() => null);
    if (!answer?.ok || mine !== asked || document.activeElement !== text) return;
    found = (await answer.json()).found;
    list.replaceChildren(...found.map((record, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      option.setAttribute("role", "option");
      option.append(record.label);
      if (record.hint) option.append(Object.assign(document.createElement("small"), { textContent: record.hint }));
      option.addEventListener("pointerdown", (event) => (event.preventDefault(), choose(index)));
      return option;
    }));
    list.hidden = !found.length;
    text.setAttribute("aria-expanded", String(Boolean(found.length)));
    mark(found.length ? 0 : -1);
  };
  text.addEventListener("input", () => {
    id.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  text.addEventListener("focus", () => text.value || ask());
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) mark(Math.max(0, Math.min(found.length - 1, at + by)));
    else if (event.key === "Enter") choose(at);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return choose(at);
    else return;
    event.preventDefault();
  });
}
for (const lookup of document.querySelectorAll("[data-lookup]")) furnish(lookup);

// -- ticks: how many are ticked ------------------------------------------------------------------
for (const form of document.querySelectorAll("[data-ticks]")) {
  const ticks = [...form.querySelectorAll("input[name=ids]")];
  const told = inside(form, "[data-ticked]");
  const words = told?.textContent;
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) for (const tick of ticks) tick.checked = event.target.checked;
    const count = ticks.filter((tick) => tick.checked).length;
    if (told) told.textContent = count ? `${count} ticked` : words;
  });
}
