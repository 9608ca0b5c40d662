// Brings the scripts of the search only when somebody is about to search, or arrives from the results with words to be marked.
(function () {
  "use strict";
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
})();
