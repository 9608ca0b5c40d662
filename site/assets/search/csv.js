// All results as a table for a spreadsheet.
(function () {
  "use strict";
  const { press } = window;
  const STEP = 500;
  const HEAD = ["编号", "标题", "地区", "时间", "数据项数", "地址"];

  // Saves the rows of all hits; `progress` hears how many have been read.
  press.saveTable = async function (engine, hits, name, progress) {
    /** @type {(string | number)[][]} */
    const lines = [HEAD];
    for (let at = 0; at < hits.length; at += STEP) {
      progress(at);
      for (const row of await engine.rows(hits.slice(at, at + STEP))) {
        const address = new URL(row.address, document.baseURI).href;
        lines.push([row.record, row.title, row.where, row.when, row.figures, address]);
      }
    }
    save(press.table(lines), name);
  };

  // The byte order mark tells spreadsheets that this is UTF-8.
  press.table = (lines) => "\ufeff" + lines.map((line) => line.map(cell).join(",") + "\r\n").join("");

  /**
   * A spreadsheet would take a cell that begins like this for a formula and run it.
   * @param {string | number} value
   */
  function cell(value) {
    const text = String(value).replace(/^(?=[=+\-@＝＋－＠\t\r])/, "'");
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  /**
   * @param {string} text
   * @param {string} name
   */
  function save(text, name) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = press.element("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    // Some browsers read the data only after the click has been handled.
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }
})();
