// Holds every answer against the schema that our own document has for it.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const document = JSON.parse(readFileSync("reference.json", "utf8"));
const { operations, objects } = JSON.parse(readFileSync("answers.json", "utf8"));

// A field that the document does not have is a lie too.
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return copy.type !== undefined && typeof copy.properties === "object" && copy.additionalProperties === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "ours", ...closed(document) });
const schemas = document.components.schemas;
const problems = new Set();
let judged = 0;

function judge(pointer, body, from) {
  judged++;
  const validate = ajv.getSchema("ours#" + pointer);
  if (!validate) return problems.add(`${from}: nothing at ${pointer}`);
  if (!validate(body)) {
    for (const error of validate.errors) {
      problems.add(`${from}${error.instancePath.replace(/\/\d+(?=\/|$)/g, "[]").replaceAll("/", ".")} ${error.message} ${JSON.stringify(error.params)}`);
    }
  }
}

const escaped = (text) => encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
for (const { from, status, body } of operations) {
  const [method, path] = from.split(" ");
  const response = status === 200 ? `/paths/${escaped(path)}/${method.toLowerCase()}/responses/200` : "/components/responses/Refused";
  judge(response + "/content/application~1json/schema", body, from);
}
for (const { file, body } of objects) {
  if (body.error) judge("/components/schemas/error", body, file);
  else if (body.object === "list" || body.object === "search_result") body.data.filter((item) => item.object).forEach((item) => judge("/components/schemas/" + item.object, item, file));
  else judge("/components/schemas/" + (body.deleted === true ? "deleted_" : "") + body.object, body, file);
}
console.log("judged: " + judged);
for (const problem of [...problems].sort().slice(0, 200)) console.log("problem: " + problem);
