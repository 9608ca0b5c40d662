// Runs the site's own search under Node: reads {"base": folder, "queries": [{"words": […], "options": {…}}]} from standard input and
// writes for each query {"total": n, "records": […], "facets": {…}, "files": […]}; `files` are those of grams and lists that a reader
// loads who has asked nothing before.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

globalThis.window = globalThis;
globalThis.press = {};
const SCRIPTS = path.join(__dirname, "../../site/assets/search");
for (const name of ["fold", "query", "segment", "engine"]) {
  vm.runInThisContext(fs.readFileSync(path.join(SCRIPTS, `${name}.js`), "utf8"), { filename: `${name}.js` });
}
const { press } = globalThis;

// In place of script elements.
const loaded = [];
press.load = async (address) => {
  let data;
  loaded.push(address);
  press.part = (given) => (data = given);
  vm.runInThisContext(fs.readFileSync(address, "utf8"), { filename: address });
  return data;
};

async function main() {
  const { base, queries } = JSON.parse(fs.readFileSync(0, "utf8"));
  const engine = await press.open(base);
  const answers = [];
  for (const { query, options } of queries) {
    loaded.length = 0;
    for (const name of engine.files.kept.keys()) if (/\/[glm]\//.test(name)) engine.files.kept.delete(name);
    const found = await engine.search(press.parse(query), options);
    const files = loaded.filter((address) => /\/[glm]\//.test(address));
    const rows = await engine.rows(found.hits);
    const facets = Object.fromEntries(Object.entries(found.facets).map(([name, counts]) => [name, Object.fromEntries(counts)]));
    answers.push({ total: found.total, records: rows.map((row) => row.record), facets, files });
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
