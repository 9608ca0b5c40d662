// Small conveniences; every page works without them.
(function () {
  "use strict";
  const { press } = window;
  document.querySelectorAll("[data-copy]").forEach((text) => {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "copy";
    copy.textContent = "复制";
    copy.addEventListener("click", () => {
      // Works from a disk too, where the clipboard interface is refused.
      const range = document.createRange();
      const selection = window.getSelection();
      if (!selection) return;
      range.selectNodeContents(text);
      selection.removeAllRanges();
      selection.addRange(range);
      copy.textContent = document.execCommand("copy") ? "已复制" : "已选中";
    });
    text.after(copy);
  });

  // The QR code of a paper copy leads to the anchor of its version; a page that has another one says so.
  /** @type {HTMLElement | null} */
  const otherVersion = document.querySelector(".other-version");
  if (otherVersion) {
    const code = press.one("code", otherVersion);
    const compareVersions = () => {
      const asked = /^#v-([0-9a-f]{12})$/.exec(window.location.hash);
      otherVersion.hidden = !asked || document.getElementById(`v-${asked[1]}`) !== null;
      if (asked) code.textContent = asked[1];
    };
    window.addEventListener("hashchange", compareVersions);
    compareVersions();
  }

  // The rail shows which part of a case is being read.
  /** @type {HTMLAnchorElement[]} */
  const rail = Array.from(document.querySelectorAll(".rail a"));
  const heads = rail.map((link) => document.getElementById(link.hash.slice(1)));
  function current() {
    let at = -1;
    heads.forEach((head, n) => {
      // On a wide screen the sources stand beside the text and are never where one reads.
      if (head && !head.closest("aside") && head.getBoundingClientRect().top < 120) at = n;
    });
    rail.forEach((link, n) => {
      if (n === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  if (rail.length) {
    window.addEventListener("scroll", current, { passive: true });
    current();
  }
})();
