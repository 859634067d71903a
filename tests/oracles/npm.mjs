// The reference for npm: its own `semver` package, without options.
//   npm install semver@7 (anywhere), then:
//   python tests/oracles/tables.py npm node tests/oracles/npm.mjs FOLDER/node_modules/semver
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const require = createRequire(import.meta.url);
const folder = resolve(process.argv[2]);
const semver = require(folder);
console.log(`npm semver ${require(`${folder}/package.json`).version}`);

function answer(kind, a, b) {
  if (semver.valid(a) === null) return null;
  if (kind === "compare") return semver.valid(b) === null ? null : semver.compare(a, b);
  return semver.validRange(b) === null ? null : semver.satisfies(a, b);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(...JSON.parse(line))));
}
