// The rows of a table's head are marked by a class of their cells, which Wagtail's script keeps with the table: what is bold is the head.
(function () {
  "use strict";
  if (!window.Handsontable) return; // pages without tables do not load it
  const { hooks } = window.Handsontable;
  const HEAD = "head";

  function isMarked(table, row) {
    for (let column = 0; column < table.countCols(); column++) {
      if (table.getCellMeta(row, column).className === HEAD) return true;
    }
    return false;
  }

  // How many rows are the head: down to the last one that is marked.
  function depth(table) {
    for (let row = table.countRows(); row > 0; row--) {
      if (isMarked(table, row - 1)) return row;
    }
    return 0;
  }

  function mark(table, rows) {
    for (let row = 0; row < table.countRows(); row++) {
      for (let column = 0; column < table.countCols(); column++) {
        const name = row < rows ? HEAD : undefined;
        if (table.getCellMeta(row, column).className !== name) table.setCellMeta(row, column, "className", name);
      }
    }
    table.render();
  }

  const whole = (table) => mark(table, Math.max(1, depth(table)));
  hooks.add("afterInit", function () {
    whole(this);
  });
  // A row that comes or goes moves the classes only after these are called.
  for (const name of ["afterCreateRow", "afterRemoveRow", "afterCreateCol"]) {
    hooks.add(name, function () {
      setTimeout(() => whole(this));
    });
  }

  // What a cell of the head reaches down to, and the row below one that spans columns, are head too.
  hooks.add("afterMergeCells", function (range, merged, auto) {
    const rows = depth(this);
    if (auto || merged.row >= rows) return;
    const spreads = merged.colspan > 1 && merged.colspan < this.countCols() ? 1 : 0;
    mark(this, Math.min(this.countRows(), Math.max(rows, merged.row + merged.rowspan + spreads)));
  });

  hooks.add("beforeContextMenuSetItems", function (items) {
    const chosen = (table) => table.getSelectedRangeLast().getTopLeftCorner().row;
    items.push({
      key: HEAD,
      name() {
        return chosen(this) < depth(this) ? "表头到上一行为止" : "表头到这一行为止";
      },
      disabled() {
        return chosen(this) === 0;
      },
      callback() {
        const row = chosen(this);
        mark(this, row < depth(this) ? row : row + 1);
      },
    });
  });
})();
