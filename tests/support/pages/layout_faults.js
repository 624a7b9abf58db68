// What scrolls sideways, is cut off, lies beyond its picture or over something else on a page; evaluated in the page.
() => {
    const found = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1
            && !e.closest(".wide, pre, svg"));
        found.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}, ${wide.slice(-3).map(e => e.outerHTML.slice(0, 80)).join(" | ")}`);
    }
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const told = e => `<${e.tagName.toLowerCase()}> ${(e.textContent || "").trim().slice(0, 60)}`;
    for (const e of document.querySelectorAll("body *:not(svg, svg *)")) {
        if (e.querySelector("svg text")) continue; // a picture's text is held against its frame below
        const style = getComputedStyle(e);
        const forEars = e.clientWidth <= 1 || style.clipPath !== "none";
        if (["hidden", "clip"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && !forEars && shown(e))
            found.push(`cut off: ${told(e)}`);
        if (e.matches("input:not([type=hidden]), select, button") && e.scrollWidth > e.clientWidth + 2 && shown(e) && e.value)
            found.push(`cut off: ${told(e)} ${e.value}`);
    }
    for (const text of document.querySelectorAll("svg text")) {
        if (!shown(text) || !text.textContent.trim()) continue;
        const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
            found.push(`beyond the picture: ${told(text)}`);
    }
    const boxes = [];
    const note = (e, rects) => { for (const r of rects) if (r.width > 1 && r.height > 1) boxes.push([e, r]); };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !shown(parent) || parent.closest("svg, td, th, option, script, .hidden, .skip")) continue;
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        note(parent, range.getClientRects());
    }
    for (const field of document.querySelectorAll("input:not([type=hidden]), select, button, textarea"))
        if (shown(field)) note(field, [field.getBoundingClientRect()]);
    for (const text of document.querySelectorAll("svg text:not([transform])")) note(text, [text.getBoundingClientRect()]);
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
        const [one, a] = boxes[i], [two, b] = boxes[j];
        if (one === two || one.contains(two) || two.contains(one)) continue;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 4) found.push(`overlap: ${told(one)} / ${told(two)}`);
    }
    return found;
}
