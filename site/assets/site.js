// Small conveniences; every page works without them.
(function () {
  "use strict";
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

  // The QR code of a paper copy leads to the anchor of its version; a page that has another one says so.
  var otherVersion = document.querySelector(".other-version");
  function compareVersions() {
    var asked = /^#v-([0-9a-f]{12})$/.exec(window.location.hash);
    otherVersion.hidden = !asked || document.getElementById("v-" + asked[1]) !== null;
    if (asked) otherVersion.querySelector("code").textContent = asked[1];
  }
  if (otherVersion) {
    window.addEventListener("hashchange", compareVersions);
    compareVersions();
  }

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
