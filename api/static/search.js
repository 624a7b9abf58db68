// The search box on every page: what fits is listed while one types, by kind, and is chosen by keys or pointer.
// Without this file the box is a plain form. The pattern is the ARIA 1.2 combobox with a list.
"use strict";

(function () {
  const form = document.querySelector("form.find");
  if (!form) return;
  const box = form.querySelector("input[type=search]");
  const told = form.dataset;
  const WAIT = 120;
  let options = [];
  let active = -1;
  let asking = null;
  let timer = 0;

  const list = document.createElement("div");
  list.className = "options";
  list.id = "find-options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", told.results);
  const status = document.createElement("span");
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox",
  })) box.setAttribute(name, value);

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function option(href, ...children) {
    const made = element("a", { role: "option", href, tabindex: "-1", id: `find-option-${options.length}`, "aria-selected": "false" }, ...children);
    options.push(made);
    return made;
  }

  function parts(hit) {
    return hit.parts.map((part) => (part.fits ? element("mark", {}, part.text) : part.text));
  }

  function addressOfAll(asked) {
    const address = new URL(form.action);
    const language = form.querySelector("input[name=lang]");
    address.searchParams.set("q", asked);
    if (language) address.searchParams.set("lang", language.value);
    return address.href;
  }

  function show(asked, hits) {
    options = [];
    list.replaceChildren();
    const kinds = new Map();
    for (const hit of hits) if (hit.href) kinds.set(hit.kind, [...(kinds.get(hit.kind) || []), hit]);
    let number = 0;
    for (const [kind, found] of kinds) {
      const id = `find-kind-${number++}`;
      const group = element("div", { role: "group", "aria-labelledby": id }, element("div", { class: "kind", id, role: "presentation" }, kind));
      for (const hit of found) group.append(option(hit.href, ...parts(hit)));
      list.append(group);
    }
    if (!hits.length) list.append(element("div", { class: "none" }, told.none));
    const all = option(addressOfAll(asked), told.all.replace("{}", asked));
    all.classList.add("all");
    list.append(all);
    status.textContent = hits.length ? told.found.replace("{}", String(options.length - 1)) : told.none;
    activate(-1);
    open(true);
  }

  function open(wanted) {
    list.hidden = !wanted;
    box.setAttribute("aria-expanded", String(wanted));
    if (!wanted) activate(-1);
  }

  function activate(place) {
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = place;
    if (place < 0) return box.removeAttribute("aria-activedescendant");
    options[place].setAttribute("aria-selected", "true");
    options[place].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[place].id);
  }

  async function ask() {
    const asked = box.value.trim();
    if (asking) asking.abort();
    if (!asked) return open(false);
    const mine = asking = new AbortController();
    const address = new URL(told.hits, window.location.href);
    address.searchParams.set("q", asked);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return open(false);
      const hits = await answer.json();
      if (mine === asking && document.activeElement === box) show(asked, hits);
    } catch (error) {
      if (error.name !== "AbortError") open(false); // the form still works
    }
  }

  function forget() {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    open(false);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      const down = event.key === "ArrowDown";
      activate(down ? (active === last ? -1 : active + 1) : (active === -1 ? last : active - 1));
    } else if (event.key === "Enter") {
      if (list.hidden || active < 0) return forget();
      event.preventDefault();
      window.location.assign(options[active].href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the text stays; a second Escape clears it
      forget();
    }
  });
  box.addEventListener("blur", forget);
  box.addEventListener("focus", () => { if (box.value.trim() && options.length) open(true); });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus until the click is done
  list.addEventListener("pointermove", (event) => {
    const place = options.indexOf(event.target.closest("[role=option]"));
    if (place >= 0 && place !== active) activate(place);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
