// The logic of the search page under `node --test`: folding, words, marks, numbers.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");

globalThis.window = globalThis;
globalThis.press = {};
const SCRIPTS = path.join(__dirname, "../../site/assets/search");
const RECORDS = path.join(__dirname, "../../build/records");
for (const name of ["fold", "query", "segment", "engine"]) vm.runInThisContext(fs.readFileSync(path.join(SCRIPTS, `${name}.js`), "utf8"));
const { press } = globalThis;
press.learn(fs.readFileSync(path.join(RECORDS, "traditional.txt"), "utf8").split("\n"));

const examples = JSON.parse(fs.readFileSync(path.join(__dirname, "../press/folding.json"), "utf8"));
for (const [text, folded] of examples.fold) {
  test(`folds ${JSON.stringify(text)}`, () => assert.equal(press.fold(text), folded));
}
for (const [query, words] of examples.parse) {
  test(`reads the query ${JSON.stringify(query)}`, () => assert.deepEqual(press.parse(query), words));
}
for (const [text, words, spans] of examples.marks) {
  test(`marks ${words} in ${JSON.stringify(text)}`, () => assert.deepEqual(press.marks(text, words), spans));
}

test("numbers of every length are read", () => {
  const digits = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).filter((c) => c !== '"' && c !== "\\");
  assert.deepEqual(press.codes.sizes.read(digits.slice(0, 28).join("")), Array.from({ length: 28 }, (_, n) => n));
  assert.deepEqual(press.codes.sizes.read(digits[28] + digits[0] + digits[92] + digits[0].repeat(5)), [28, 152935924]);
});

test("a word is covered to its last character by light grams", () => {
  const heavy = new Set(["志愿", "愿服", "服务", "志愿服", "愿服务"]);
  const grams = press.cover("好志愿服务队", heavy, 12);
  const held = new Set(grams.flatMap(([at, gram]) => Array.from(gram, (_, n) => at + n)));
  assert.equal(held.size, 6);
  for (const [at, gram] of grams) {
    assert.equal("好志愿服务队".slice(at, at + gram.length), gram);
    assert.ok(!heavy.has(gram));
  }
});
