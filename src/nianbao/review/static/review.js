// The report page: a figure and its place in the source choose each other; keys step through the findings.
"use strict";
(function () {
  const data = document.getElementById("places");
  if (!data) return;
  const places = JSON.parse(data.textContent);
  const base = document.body.dataset.report;
  const detail = document.getElementById("detail");
  const frame = document.getElementById("source-frame");
  let chosen = null;

  function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }

  function unmark() {
    all(".chosen").forEach((node) => { if (!node.classList.contains("finding")) node.classList.remove("chosen"); });
    const inner = frame && frame.contentDocument;
    if (inner) all(".nianbao-chosen", inner).forEach((node) => node.classList.remove("nianbao-chosen"));
  }

  function show(node) { node.scrollIntoView({ block: "center", inline: "nearest" }); }

  function markInFrame(place) {
    const inner = frame && frame.contentDocument;
    if (!inner || !place.element) return false;
    const node = inner.querySelector('[data-place="' + CSS.escape(place.element) + '"]');
    if (!node) return false;
    node.classList.add("nianbao-chosen");
    show(node);
    return true;
  }

  function pane(name) {
    all("[data-pane]").forEach((node) => { node.hidden = node.dataset.pane !== name; });
    all("[data-open]").forEach((node) => node.setAttribute("aria-selected", String(node.dataset.open === name)));
  }

  function markInSource(number) {
    const place = places[number];
    const original = document.querySelector('[data-pane="original"]');
    const box = document.querySelector('.box[data-number="' + number + '"]');
    if (original && (box || (place.element && frame))) {
      pane("original");
      if (box) { box.classList.add("chosen"); show(box); return; }
      if (markInFrame(place)) return;
    }
    const node = document.querySelector('[data-pane="text"] [data-number="' + number + '"]');
    if (node) { pane("text"); node.classList.add("chosen"); show(node); }
  }

  function choose(number, from) {
    unmark();
    chosen = number;
    all('.cell[data-number="' + number + '"], tr[data-number="' + number + '"]').forEach((cell) => {
      cell.classList.add("chosen");
      if (from !== "form") show(cell);
    });
    markInSource(number);
    if (detail) htmx.ajax("GET", base + "/figures/" + number, { target: "#detail", swap: "innerHTML" });
    history.replaceState(null, "", "#figure-" + number);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) { document.getElementById("keys").showModal(); return; }
    const tab = event.target.closest("[data-open]");
    if (tab) { pane(tab.dataset.open); return; }
    const jump = event.target.closest("[data-figure]");
    if (jump) { event.preventDefault(); choose(Number(jump.dataset.figure), "finding"); return; }
    const node = event.target.closest("[data-number]");
    if (node) choose(Number(node.dataset.number), node.closest(".side.form") ? "form" : "source");
  });

  const byElement = new Map();
  places.forEach((place, number) => { if (place.element && !byElement.has(place.element)) byElement.set(place.element, number); });

  function listenInFrame() {
    const inner = frame.contentDocument;
    if (!inner) return;
    inner.addEventListener("click", (event) => {
      event.preventDefault();
      const node = event.target.closest && event.target.closest("[data-place]");
      if (node && byElement.has(node.dataset.place)) choose(byElement.get(node.dataset.place), "source");
    });
    if (chosen !== null) markInSource(chosen);
  }
  if (frame) {
    frame.addEventListener("load", listenInFrame);
    if (frame.contentDocument && frame.contentDocument.readyState === "complete") listenInFrame();
  }

  // Keys: n/p next and previous finding, a accept, c correct, d dismiss, r needs a reply, ? help.
  let current = -1;
  function step(by) {
    const findings = all(".finding");
    if (!findings.length) return;
    current = (current + by + findings.length) % findings.length;
    findings.forEach((node, at) => node.classList.toggle("chosen", at === current));
    const node = findings[current];
    show(node);
    node.focus({ preventScroll: true });
    const first = node.querySelector("[data-figure]");
    if (first) choose(Number(first.dataset.figure), "finding");
  }
  function press(verdict) {
    const findings = all(".finding");
    const scope = verdict === "correct" ? detail : findings[current];
    const target = scope && scope.querySelector('[value="' + verdict + '"], [data-focus="' + verdict + '"]');
    if (!target) return;
    if (target.tagName === "INPUT") target.focus(); else target.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const help = document.getElementById("keys");
    const actions = {
      n: () => step(1), p: () => step(-1), a: () => press("accept"), d: () => press("dismiss"),
      r: () => press("needs_reply"), c: () => press("correct"),
      "?": () => { if (help) { if (help.open) help.close(); else help.showModal(); } },
    };
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
  });

  const wanted = /^#figure-(\d+)$/.exec(location.hash);
  if (wanted && places[Number(wanted[1])]) window.addEventListener("load", () => choose(Number(wanted[1]), "link"));
})();
