// Elements: made, and found where a template always has them.
(function () {
  "use strict";
  const { press } = window;

  press.element = function (name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(key, value);
      else if (value !== false) made.setAttribute(key, value === true ? "" : String(value));
    }
    made.append(...children.flatMap((child) => (child === null || child === "" ? [] : [child])));
    return /** @type {any} */ (made);
  };

  press.one = function (selector, within = document) {
    const found = within.querySelector(selector);
    if (!found) throw new Error(selector);
    return /** @type {any} */ (found);
  };
})();
