// Small conveniences; every page works without them.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-js");

  var button = document.querySelector(".mode");
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    return root.dataset.mode ? root.dataset.mode === "dark" : dark.matches;
  }
  function label() {
    button.textContent = isDark() ? "浅色" : "深色";
  }
  if (button) {
    button.hidden = false;
    label();
    button.addEventListener("click", function () {
      root.dataset.mode = isDark() ? "light" : "dark";
      label();
      try {
        localStorage.setItem("mode", root.dataset.mode);
      } catch (error) {
        // The choice then holds for this page only.
      }
    });
  }

  document.querySelectorAll("[data-copy]").forEach(function (text) {
    var copy = document.createElement("button");
    copy.type = "button";
    copy.className = "copy";
    copy.textContent = "复制";
    copy.addEventListener("click", function () {
      // Works from a disk too, where the clipboard interface is refused.
      var range = document.createRange();
      range.selectNodeContents(text);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      copy.textContent = document.execCommand("copy") ? "已复制" : "已选中";
    });
    text.after(copy);
  });

  // The rail shows which part of a case is being read.
  var rail = Array.prototype.slice.call(document.querySelectorAll(".rail a"));
  var heads = rail.map(function (link) {
    return document.getElementById(link.hash.slice(1));
  });
  function current() {
    var at = -1;
    heads.forEach(function (head, n) {
      // On a wide screen the sources stand beside the text and are never where one reads.
      if (head && !head.closest("aside") && head.getBoundingClientRect().top < 120) at = n;
    });
    rail.forEach(function (link, n) {
      if (n === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  if (rail.length) {
    window.addEventListener("scroll", current, { passive: true });
    current();
  }
})();
