// Pan, zoom, neighbours, names found while one types, and a slider over the days of change, for the picture of who sits with whom.
// Without this file the picture is a picture of links, and forms and links choose day, party, commission and name.
"use strict";

(function () {
  const picture = document.querySelector(".network .picture");
  if (!picture) return;
  const whole = picture.viewBox.baseVal;
  const box = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const first = { ...box };

  // What is seen of the picture

  function show() {
    picture.setAttribute("viewBox", [box.x, box.y, box.width, box.height].join(" "));
    picture.classList.toggle("near-by", box.width < first.width * 0.99); // one finger scrolls the page until one has zoomed in
  }

  function zoom(factor, x, y) {
    const width = Math.min(first.width * 1.5, Math.max(first.width / 20, box.width * factor));
    const real = width / box.width;
    box.x = x - (x - box.x) * real;
    box.y = y - (y - box.y) * real;
    box.width = width;
    box.height *= real;
    show();
  }

  function zoomBy(factor) {
    if (factor === 0) Object.assign(box, first), show();
    else zoom(factor, box.x + box.width / 2, box.y + box.height / 2);
  }

  function point(x, y) {
    const there = new DOMPoint(x, y).matrixTransform(picture.getScreenCTM().inverse());
    return [there.x, there.y];
  }

  const buttons = document.querySelector(".network .zoom");
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const asked = event.target.dataset.zoom;
    if (asked !== undefined) zoomBy(Number(asked));
  });
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return; // the page scrolls as ever
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.85 : 1.18, ...point(event.clientX, event.clientY));
  }, { passive: false });
  picture.addEventListener("keydown", (event) => {
    const factor = { "+": 0.8, "-": 1.25, "0": 0 }[event.key];
    if (factor === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    zoomBy(factor);
  });

  // One pointer drags, two pinch

  const held = new Map();
  let moved = false;
  const middle = () => {
    const all = [...held.values()];
    return [all.reduce((sum, one) => sum + one[0], 0) / all.length, all.reduce((sum, one) => sum + one[1], 0) / all.length];
  };
  const spread = () => {
    const [one, two] = [...held.values()];
    return two ? Math.hypot(one[0] - two[0], one[1] - two[1]) : 0;
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (!held.size) moved = false;
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    const before = point(...middle());
    const wide = spread();
    const [x, y] = held.get(event.pointerId);
    if (!moved && Math.hypot(event.clientX - x, event.clientY - y) < 4) return; // a click is never quite still
    if (!moved) picture.setPointerCapture(event.pointerId);
    moved = true;
    held.set(event.pointerId, [event.clientX, event.clientY]);
    const after = point(...middle());
    box.x += before[0] - after[0];
    box.y += before[1] - after[1];
    show();
    if (wide) zoom(wide / spread(), ...point(...middle()));
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, (event) => held.delete(event.pointerId));
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);

  // Whoever is pointed at, focused, tapped or searched for stands out with all neighbours

  const marks = [...picture.querySelectorAll("a[data-node]")];
  const lines = [...picture.querySelectorAll(".links path")];
  const told = document.querySelector(".network .found");
  let tapped = null;

  function choose(nodes) {
    const chosen = new Set(nodes);
    picture.classList.toggle("chosen", chosen.size > 0);
    const near = new Set(chosen);
    for (const line of lines) {
      const touches = chosen.has(line.dataset.one) || chosen.has(line.dataset.two);
      line.classList.toggle("near", touches);
      if (touches) near.add(line.dataset.one), near.add(line.dataset.two);
    }
    for (const mark of marks) {
      mark.classList.toggle("near", near.has(mark.dataset.node));
      mark.classList.toggle("meant", chosen.has(mark.dataset.node));
    }
  }

  function intoView(mark) {
    const [text] = mark.getElementsByTagName("text");
    const x = Number(text.getAttribute("x")), y = Number(text.getAttribute("y"));
    if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) return;
    box.x = x - box.width / 2;
    box.y = y - box.height / 2;
    show();
  }

  for (const mark of marks) {
    const alone = () => choose([mark.dataset.node]);
    mark.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") alone(); });
    mark.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") chooseFound(); });
    mark.addEventListener("focus", () => { alone(); intoView(mark); });
    mark.addEventListener("blur", () => chooseFound());
    mark.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || tapped === mark) return; // the second tap follows the link
      event.preventDefault();
      tapped = mark;
      alone();
      told.textContent = mark.dataset.label;
    });
  }
  picture.addEventListener("click", (event) => { if (!moved && !event.target.closest("a")) clear(); });

  const words = document.querySelector("form.filters input[name=q]");
  const letters = { "ı": "i", "İ": "i", "I": "i", "ç": "c", "ğ": "g", "ö": "o", "ş": "s", "ü": "u" };
  const fold = (text) => text.replace(/[ıİI]/g, "i").toLowerCase().replace(/[çğöşü]/g, (letter) => letters[letter]).normalize("NFD").replace(/\p{M}/gu, "");
  function chooseFound() {
    const wanted = fold(words.value.trim());
    const found = wanted ? marks.filter((mark) => fold(mark.dataset.label).includes(wanted)) : [];
    choose(found.map((mark) => mark.dataset.node));
    told.textContent = wanted ? told.dataset.found.replace("{}", String(found.length)) : "";
  }
  function clear() {
    words.value = "";
    tapped = null;
    chooseFound();
  }
  words.addEventListener("input", chooseFound);
  for (const place of [picture, words]) place.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });

  // The days of change: the page of a day is fetched when the slider has come to rest, and the slider keeps the focus

  const slider = document.querySelector("form.slider");
  const days = slider.dataset.days.split(" ").filter(Boolean);
  const written = slider.dataset.written.split("|");
  if (days.length < 2) return;
  slider.hidden = false;
  const range = slider.querySelector("input");
  const output = slider.querySelector("output");
  const REST = 600, KEPT = "kentgraf.slider";
  let timer = 0;
  const now = Math.max(0, days.filter((day) => day <= slider.dataset.on).length - 1);
  range.value = String(now);
  function say() {
    output.textContent = written[Number(range.value)];
    range.setAttribute("aria-valuetext", output.textContent);
  }
  function go() {
    clearTimeout(timer);
    const day = days[Number(range.value)];
    if (day === days[now]) return;
    const address = new URL(window.location.href);
    address.searchParams.set("on", day);
    sessionStorage.setItem(KEPT, "1");
    window.location.assign(address);
  }
  say();
  if (sessionStorage.getItem(KEPT)) {
    sessionStorage.removeItem(KEPT);
    range.focus({ preventScroll: true });
  }
  range.addEventListener("input", say);
  range.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(go, REST);
  });
  slider.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
})();
