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

  // The scripts of the search come only when somebody is about to search, or arrives from the results with words to be marked.
  var base = document.currentScript.src.replace(/[^/]*$/, "search/");
  var needed = {};
  function need(names) {
    return Promise.all(
      names.map(function (name) {
        needed[name] = needed[name] || loaded(base + name + ".js");
        return needed[name].catch(function (error) {
          delete needed[name];
          throw error;
        });
      })
    );
  }
  function loaded(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.async = false; // in the order in which they are asked for
      script.onload = resolve;
      script.onerror = function () {
        reject(new Error(address));
      };
      document.head.append(script);
    });
  }
  function style() {
    if (document.querySelector("link[href$='search/search.css']")) return;
    var link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = base + "search.css";
    document.head.append(link);
  }
  window.pressSearch = Object.assign(window.pressSearch || {}, { base: base, need: need });

  document.querySelectorAll("[data-suggest]").forEach(function (input) {
    var asked = false;
    function prepare() {
      if (asked) return;
      asked = true;
      style();
      need(["fold", "query", "segment", "engine", "parts", "suggest"]).then(
        function () {
          window.pressSearch.suggest(input);
        },
        function () {
          asked = false; // the field still leads to the search page, which says what is missing
        }
      );
    }
    input.addEventListener("focus", prepare);
    if (document.activeElement === input) prepare();
  });
  if (/[?&]mark=/.test(window.location.search)) {
    style();
    need(["fold", "parts", "marks"]).catch(function () {
      // Marks are a convenience: the page is complete without them.
    });
  }

  document.addEventListener("keydown", function (event) {
    var field = document.querySelector("#ask, .find input");
    var writing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || !field) return;
    event.preventDefault();
    field.focus();
    field.select();
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
