// Brings the scripts of the search only when somebody is about to search, or arrives from the results with words to be marked.
(function () {
  "use strict";
  const { press } = window;
  const assets = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  /** @type {Record<string, Promise<unknown>>} */
  const needed = {};
  press.root = new URL("../", assets).href;
  press.index = new URL("search/", assets).href;

  press.need = function (bundles) {
    return Promise.all(
      bundles.map((name) => {
        needed[name] = needed[name] || loaded(assets + press.files[`${name}.js`]);
        return needed[name].catch((error) => {
          delete needed[name];
          throw error;
        });
      })
    );
  };

  /** @param {string} address */
  function loaded(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.async = false; // in the order in which they are asked for
      script.onload = resolve;
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });
  }

  function style() {
    const href = assets + press.files["search.css"];
    const links = Array.from(document.querySelectorAll("link"));
    if (!links.some((link) => link.href === href)) document.head.append(press.element("link", { rel: "stylesheet", href }));
  }

  document.querySelectorAll("input[data-suggest]").forEach((found) => {
    const input = /** @type {HTMLInputElement} */ (found);
    let asked = false;
    function prepare() {
      if (asked) return;
      asked = true;
      style();
      press.need(["words", "search"]).then(
        () => press.suggest(input),
        () => {
          asked = false; // the field still leads to the search page, which says what is missing
        }
      );
    }
    input.addEventListener("focus", prepare);
    if (document.activeElement === input) prepare();
  });
  if (/[?&]mark=/.test(window.location.search)) {
    style();
    press.need(["words", "marks"]).catch(() => {
      // Marks are a convenience: the page is complete without them.
    });
  }

  document.addEventListener("keydown", (event) => {
    /** @type {HTMLInputElement | null} */
    const field = document.querySelector("#ask, .find input");
    const at = /** @type {Element} */ (event.target);
    const writing = at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || !field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
