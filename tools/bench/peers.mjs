// Names searched for by what JavaScript programs use: MiniSearch, fuzzy at 0.25, and
// fuzzball's token_sort_ratio; the ten best of each.  Prints lines of the bench.
//
//     node peers.mjs MODULES LIST.tsv NAMES.txt
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, listPath, namesPath] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const RUNS = 3;
const lines = (path) => readFileSync(path, "utf8").split("\n").filter((l) => l !== "");
const listed = lines(listPath).slice(1).map((l, id) => ({ id, name: l.split("\t")[4] }));
const names = lines(namesPath);

function measure(group, what, count, search) {
  const took = [];
  for (let run = 0; run < RUNS; run++) {
    const some = names.slice(run * count, (run + 1) * count);
    const start = process.hrtime.bigint();
    for (const name of some) search(name);
    took.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  took.sort((a, b) => a - b);
  console.log(`${group}|${what}|${took[1].toFixed(4)}|${count}`);
}

const { default: MiniSearch = require("minisearch") } = require("minisearch");
const index = new MiniSearch({ fields: ["name"], storeFields: ["name"] });
index.addAll(listed);
measure("minisearch", "npm minisearch, one core", 150, (name) =>
  index.search(name, { fuzzy: 0.25 }).slice(0, 10));

const fuzzball = require("fuzzball");
const choices = listed.map((l) => l.name);
measure("fuzzball", "npm fuzzball, one core", 5, (name) =>
  fuzzball.extract(name, choices, { scorer: fuzzball.token_sort_ratio, limit: 10 }));
