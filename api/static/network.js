// Pan, zoom, neighbours, and a slider over the days of change, for the picture of who sits with whom.
"use strict";

(function () {
  const picture = document.querySelector(".network .picture");
  if (!picture) return;
  const whole = picture.viewBox.baseVal;
  const box = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const first = { ...box };

  function show() {
    picture.classList.toggle("zoomed", box.width < first.width); // a finger moves the page until there is more than fits
    picture.setAttribute("viewBox", [box.x, box.y, box.width, box.height].join(" "));
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

  function place(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  const buttons = document.querySelector(".network .zoom");
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const factor = Number(event.target.dataset.zoom);
    if (event.target.dataset.zoom === undefined) return;
    if (factor === 0) Object.assign(box, first), show();
    else zoom(factor, box.x + box.width / 2, box.y + box.height / 2);
  });
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return; // the page scrolls as ever
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.85 : 1.18, ...place(event));
  }, { passive: false });

  let held = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a")) return;
    held = place(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = place(event);
    box.x += held[0] - x;
    box.y += held[1] - y;
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => { held = null; });

  const marks = [...picture.querySelectorAll("a[data-node]")];
  const lines = [...picture.querySelectorAll(".links path")];
  function choose(node) {
    picture.classList.toggle("chosen", node !== null);
    const near = new Set(node === null ? [] : [node]);
    for (const line of lines) {
      const touches = node !== null && (line.dataset.one === node || line.dataset.two === node);
      line.classList.toggle("near", touches);
      if (touches) near.add(line.dataset.one), near.add(line.dataset.two);
    }
    for (const mark of marks) mark.classList.toggle("near", near.has(mark.dataset.node));
  }
  for (const mark of marks) {
    mark.addEventListener("mouseenter", () => choose(mark.dataset.node));
    mark.addEventListener("focus", () => choose(mark.dataset.node));
    mark.addEventListener("mouseleave", () => choose(null));
    mark.addEventListener("blur", () => choose(null));
  }

  const slider = document.querySelector("form.slider");
  const days = slider.dataset.days.split(" ").filter(Boolean);
  if (days.length < 2) return;
  slider.hidden = false;
  const range = slider.querySelector("input");
  const told = slider.querySelector("output");
  const language = document.documentElement.lang;
  const written = language === "tr" ? { day: "2-digit", month: "2-digit", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" };
  const write = (day) => new Date(`${day}T00:00:00`).toLocaleDateString(language === "en" ? "en-GB" : language, written);
  const now = days.filter((day) => day <= slider.dataset.on).length - 1;
  range.value = String(Math.max(0, now));
  told.textContent = write(days[Math.max(0, now)]);
  range.addEventListener("input", () => { told.textContent = write(days[Number(range.value)]); });
  range.addEventListener("change", () => {
    const address = new URL(window.location.href);
    address.searchParams.set("on", days[Number(range.value)]);
    window.location.assign(address);
  });
  slider.addEventListener("submit", (event) => event.preventDefault());
})();
