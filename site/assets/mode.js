// Type and colour as the reader chose: set before the page is painted, changed by the two buttons in its head.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  root.classList.remove("no-js");
  recall("size");
  recall("mode");
  document.addEventListener("DOMContentLoaded", function () {
    offer("size", "标准", "大字", "large", "standard", () => root.dataset.size === "large");
    offer("mode", "浅色", "深色", "dark", "light", () => (root.dataset.mode ? root.dataset.mode === "dark" : dark.matches));
  });

  /** @param {string} name */
  function recall(name) {
    try {
      const chosen = localStorage.getItem(name);
      if (chosen) root.dataset[name] = chosen;
    } catch (error) {
      // Reading from a disk, a browser may refuse storage: the system's own mode holds.
    }
  }

  /**
   * The button says what it leads to; there is none without a script.
   * @param {string} name
   * @param {string} whenOn
   * @param {string} whenOff
   * @param {string} on
   * @param {string} off
   * @param {() => boolean} isOn
   */
  function offer(name, whenOn, whenOff, on, off, isOn) {
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(`button.${name}`);
    if (!button) return;
    const label = () => (button.textContent = isOn() ? whenOn : whenOff);
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      root.dataset[name] = isOn() ? off : on;
      label();
      try {
        localStorage.setItem(name, root.dataset[name] || "");
      } catch (error) {
        // The choice then holds for this page only.
      }
    });
  }
})();
