// Choosing cases to compare, from any list: a control at each case, and a tray that leads to the comparison.
(function () {
  "use strict";
  const MOST = 4;
  const KEY = "compare";
  const { press } = window;
  const { root, element, one } = press;
  const comparing = document.querySelector(".compare") !== null;
  let chosen = stored();

  /** @returns {Press.Choice[]} */
  function stored() {
    try {
      const cases = JSON.parse(localStorage.getItem(KEY) || "null");
      const whole = (/** @type {any} */ one) => Array.isArray(one) && /^\d{6}$/.test(one[0]) && typeof one[1] === "string";
      return Array.isArray(cases) ? cases.filter(whole).slice(0, MOST) : [];
    } catch (error) {
      return []; // Reading from a disk, a browser may refuse storage: the choice then travels in the link of the tray only.
    }
  }

  /** @param {Press.Choice[]} cases */
  function keep(cases) {
    chosen = cases;
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch (error) {
      // As above.
    }
    show();
  }

  const address = (/** @type {string[]} */ numbers) => `${root}compare.html?cases=${numbers.join(",")}`;
  const has = (/** @type {string} */ number) => chosen.some(([own]) => own === number);

  // Controls -----------------------------------------------------------------------------------------------------------

  /** @param {ParentNode} within */
  function attach(within) {
    within.querySelectorAll("[data-record]").forEach((record) => {
      const number = record.getAttribute("data-record") || "";
      if (!/^\d{6}$/.test(number) || record.querySelector(".choose")) return;
      const title = one("h1, .what a", record).textContent || "";
      const button = element("button", { type: "button", class: "choose", "data-number": number, "aria-label": `加入对标：${title}` }, "加入对标");
      button.addEventListener("click", () => toggle(number, title));
      one(".count, .byline, .by", record).append(button);
    });
    mark();
  }

  function mark() {
    document.querySelectorAll(".choose").forEach((button) => button.setAttribute("aria-pressed", String(has(button.getAttribute("data-number") || ""))));
  }

  /**
   * @param {string} number
   * @param {string} title
   */
  function toggle(number, title) {
    if (has(number)) {
      keep(chosen.filter(([own]) => own !== number));
      say(`已去掉“${title}”。`);
    } else if (chosen.length < MOST) {
      keep(chosen.concat([[number, title]]));
      say(`已加入“${title}”，共${chosen.length}个。`);
    } else {
      say(`一次最多比较${MOST}个，请先去掉一个。`, true);
    }
  }

  // Tray ---------------------------------------------------------------------------------------------------------------

  const said = element("p", { class: "tray-said", role: "status" });
  const names = element("p", { class: "tray-names" });
  const go = element("a", { class: "tray-go" });
  const clear = element("button", { type: "button" }, "清空");
  const tray = element("aside", { class: "tray", "aria-label": "对标" }, names, said, go, clear);
  clear.addEventListener("click", () => {
    keep([]);
    say("已清空。");
  });

  /**
   * @param {string} text
   * @param {boolean} [visibly]
   */
  function say(text, visibly) {
    said.textContent = text;
    said.classList.toggle("warns", visibly === true);
  }

  function show() {
    const empty = !chosen.length || comparing;
    tray.classList.toggle("empty", empty);
    document.documentElement.classList.toggle("has-tray", !empty);
    names.textContent = `对标 ${chosen.length}/${MOST}：${chosen.map(([, title]) => title).join("、")}`;
    go.textContent = chosen.length > 1 ? "比较" : "再选一个";
    go.href = address(chosen.map(([number]) => number));
    said.classList.remove("warns");
    mark();
  }

  document.body.append(tray);
  attach(document);
  show();
  const found = document.querySelector(".search-results");
  if (found) new MutationObserver(() => attach(found)).observe(found, { childList: true });
  const again = () => ((chosen = stored()), show());
  window.addEventListener("storage", (event) => event.key === KEY && again());
  window.addEventListener("pageshow", (event) => event.persisted && again());
  press.choice = { MOST, keep, chosen: () => chosen };
})();
