// The menu of the table editor in Chinese: the build of Handsontable that Wagtail ships knows English only.
(function () {
  if (!window.Handsontable) return; // pages without tables do not load it
  const { dictionaryKeys: key, registerLanguageDictionary } = window.Handsontable.languages;
  registerLanguageDictionary({
    languageCode: "zh-CN",
    [key.CONTEXTMENU_ITEMS_ROW_ABOVE]: "在上方插入行",
    [key.CONTEXTMENU_ITEMS_ROW_BELOW]: "在下方插入行",
    [key.CONTEXTMENU_ITEMS_INSERT_LEFT]: "在左侧插入列",
    [key.CONTEXTMENU_ITEMS_INSERT_RIGHT]: "在右侧插入列",
    [key.CONTEXTMENU_ITEMS_REMOVE_ROW]: "删除行",
    [key.CONTEXTMENU_ITEMS_REMOVE_COLUMN]: "删除列",
    [key.CONTEXTMENU_ITEMS_CLEAR_COLUMN]: "清空列",
    [key.CONTEXTMENU_ITEMS_UNDO]: "撤销",
    [key.CONTEXTMENU_ITEMS_REDO]: "重做",
    [key.CONTEXTMENU_ITEMS_READ_ONLY]: "只读",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT]: "对齐",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_LEFT]: "左对齐",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_CENTER]: "居中",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_RIGHT]: "右对齐",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_JUSTIFY]: "两端对齐",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_TOP]: "顶端对齐",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_MIDDLE]: "垂直居中",
    [key.CONTEXTMENU_ITEMS_ALIGNMENT_BOTTOM]: "底端对齐",
    [key.CONTEXTMENU_ITEMS_MERGE_CELLS]: "合并单元格",
    [key.CONTEXTMENU_ITEMS_UNMERGE_CELLS]: "拆分单元格",
    [key.CONTEXTMENU_ITEMS_COPY]: "复制",
    [key.CONTEXTMENU_ITEMS_CUT]: "剪切",
  });
})();
