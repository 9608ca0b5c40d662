// A printed row can hold cells merged to the right, up to its end and below the head, and no others. Handsontable empties the
// cells that it merges, so a merge that cannot be kept must not happen at all: refusing it when the form is saved is too late.
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
    return Boolean(isMerged) || (from.row === to.row && from.row > 0 && to.col === table.countCols() - 1);
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
      return name.call(this) + (allowed(this) ? "" : "（只能向右合并到行末，表头除外）");
    };
  });
})();
