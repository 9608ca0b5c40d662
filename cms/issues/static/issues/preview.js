// The pages beside the builder: typeset after a pause, and swapped in place.
(function () {
  "use strict";

  const PAUSE = 300; // ms after the last saved change
  const root = document.querySelector("[data-builder]");
  if (!root) return;
  const one = (name) => document.querySelector(`[data-${name}]`);
  const pages = one("pages");
  let shown = "";
  let newest = 0;
  let pause;
  let running = null;

  function refreshPreview() {
    clearTimeout(pause);
    pause = setTimeout(typeset, PAUSE);
  }

  async function typeset() {
    const mine = (newest += 1);
    if (running) running.abort();
    running = new AbortController();
    one("setting").hidden = false;
    let told;
    try {
      const response = await fetch(root.dataset.preview, { signal: running.signal, headers: { "X-Requested-With": "XMLHttpRequest" } });
      told = await response.json();
    } catch (error) {
      if (mine !== newest) return;
      told = { error: "没有读到印样，请检查网络；再改一处就会重新排版。" };
    }
    if (mine !== newest) return;
    unset(told);
    if (told.error) {
      one("setting").hidden = true;
      return;
    }
    one("said").textContent = told.said;
    one("pdf").hidden = !told.pdf;
    if (told.pdf) one("pdf").href = told.pdf;
    contents(told.contents);
    if (told.key !== shown) await showPages(told, mine);
    if (mine === newest) one("setting").hidden = true;
  }

  function unset(told) {
    const line = one("unset");
    line.hidden = !told.error;
    line.textContent = told.error || "";
    if (told.url && told.place) {
      const link = document.createElement("a");
      link.href = told.url;
      link.textContent = told.place;
      line.append(" ", link);
    }
  }

  /** Swap the pages in place once they are loaded, so that nothing jumps or flashes; what is in sight comes first. */
  async function showPages(told, mine) {
    const frames = Array.from(pages.children);
    const at = frames.findIndex((frame) => frame.getBoundingClientRect().bottom > pages.getBoundingClientRect().top);
    const first = Math.max(0, Math.min(at, told.pages.length - 1));
    const turn = told.pages.map((_, n) => (n + first) % told.pages.length);
    for (const n of turn) {
      const image = new Image();
      image.src = told.pages[n];
      image.alt = `第 ${n + 1} 页`;
      try { await image.decode(); } catch (error) { /* an empty frame says enough */ }
      if (mine !== newest) return;
      while (pages.children.length <= n) pages.append(document.createElement("figure"));
      pages.children[n].replaceChildren(image);
    }
    while (pages.children.length > told.pages.length) pages.lastElementChild.remove();
    shown = told.key;
    pages.dataset.key = told.key;
  }

  function contents(lines) {
    one("contents").replaceChildren(...lines.map(([text, page]) => {
      const li = document.createElement("li");
      if (!page) {
        li.className = "is-section";
        li.textContent = text;
        return li;
      }
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      const number = document.createElement("span");
      number.textContent = `第 ${page} 页`;
      button.append(number);
      button.addEventListener("click", () => {
        const frame = pages.children[page - 1];
        if (frame) pages.scrollTo({ top: frame.offsetTop - pages.offsetTop, behavior: "smooth" });
      });
      li.append(button);
      return li;
    }));
  }

  root.addEventListener("saved", refreshPreview);
  window.addEventListener("focus", refreshPreview); // texts may have been changed in another window
  typeset();
})();
