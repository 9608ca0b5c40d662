// Handsontable empties the cells that it merges. So only empty ones may be taken in: no words are lost by a slip.
(function () {
  "use strict";
  if (!window.Handsontable) return; // pages without tables do not load it
  const { hooks, plugins } = window.Handsontable;

  function allowed(table) {
    const range = table.getSelectedRangeLast();
    if (!range) return false;
    const from = range.getTopLeftCorner();
    const to = range.getBottomRightCorner();
    const merged = table.getPlugin("mergeCells").mergedCellsCollection.get(from.row, from.col);
    const isMerged = merged && merged.row + merged.rowspan - 1 === to.row && merged.col + merged.colspan - 1 === to.col;
    return Boolean(isMerged) || othersAreEmpty(table.getData(from.row, from.col, to.row, to.col));
  }

  function othersAreEmpty(rows) {
    const [, ...others] = rows.flat();
    return others.every((text) => !(text || "").trim());
  }

  // By keyboard (Ctrl+M) as by menu.
  const toggle = plugins.MergeCells.prototype.toggleMerge;
  plugins.MergeCells.prototype.toggleMerge = function (range) {
    if (allowed(this.hot)) toggle.call(this, range);
  };

  hooks.add("beforeContextMenuSetItems", function (items) {
    const item = items.find((each) => each.key === "mergeCells");
    if (!item) return;
    const { name, disabled } = item;
    item.disabled = function () {
      return disabled.call(this) || !allowed(this);
    };
    item.name = function () {
      return name.call(this) + (allowed(this) ? "" : "（先清空要并进来的格，文字才不会丢）");
    };
  });
})();
