/* Ticks all cities, all units or none, and says how many are ticked. */
(function () {
  "use strict";
  function start(root) {
    var boxes = Array.prototype.slice.call(root.querySelectorAll("input[type=checkbox]"));
    function count() {
      root.querySelector("[data-ticked]").textContent = "已选 " + boxes.filter(function (box) { return box.checked; }).length + " 个单位";
    }
    root.addEventListener("change", count);
    root.addEventListener("click", function (event) {
      var wanted = event.target.getAttribute("data-tick");
      if (!wanted) return;
      boxes.forEach(function (box) {
        if (wanted === "none") box.checked = false;
        else if (wanted === "all" || box.hasAttribute("data-city")) box.checked = true;
      });
      root.dispatchEvent(new Event("change", { bubbles: true }));
    });
    count();
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-unit-boxes]").forEach(start);
  });
})();
