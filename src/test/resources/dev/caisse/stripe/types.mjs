// Writes a program that assigns every recorded object to the type that Stripe's library for Node has for its word.
import { readFileSync, writeFileSync } from "node:fs";

const TYPES = {
  balance: "Balance",
  balance_transaction: "BalanceTransaction",
  card: "Card",
  charge: "Charge",
  "checkout.session": "Checkout.Session",
  coupon: "Coupon",
  customer: "Customer",
  dispute: "Dispute",
  event: "Event",
  item: "LineItem",
  payment_intent: "PaymentIntent",
  payment_link: "PaymentLink",
  payment_method: "PaymentMethod",
  payment_link: "PaymentLink",
  price: "Price",
  product: "Product",
  promotion_code: "PromotionCode",
  refund: "Refund",
  setup_intent: "SetupIntent",
  shipping_rate: "ShippingRate",
  source: "Source",
  "test_helpers.test_clock": "TestHelpers.TestClock",
  token: "Token",
  webhook_endpoint: "WebhookEndpoint",
};
const DELETED = { customer: "DeletedCustomer", product: "DeletedProduct", webhook_endpoint: "DeletedWebhookEndpoint", coupon: "DeletedCoupon" };
const NEWEST = "2026-10-28.endive";
const MOST = 400;

const lines = [
  'import Stripe from "stripe";',
  "type Plain<T> = T extends Stripe.Decimal ? T : T extends readonly (infer U)[] ? Plain<U>[] : T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;",
];
lines.push("declare function decimal(text: string): Stripe.Decimal;");
const seen = new Map();
const shapes = new Set();

// One of each shape is enough: what differs in a name or an amount alone has the same type.
function shape(value, depth = 0) {
  if (Array.isArray(value)) return "[" + [...new Set(value.map((item) => shape(item, depth + 1)))].sort() + "]";
  if (value === null) return "null";
  if (typeof value === "object") return "{" + Object.entries(value).map(([key, inner]) => key + ":" + (typeof inner === "string" && /^[a-z_.]{1,40}$/.test(inner) ? inner : shape(inner, depth + 1))) + "}";
  return typeof value;
}

function assign(object, from) {
  const type = object.deleted === true ? DELETED[object.object] : TYPES[object.object];
  if (!type) return;
  const kind = type + shape(object);
  if (shapes.has(kind) || (seen.get(type) ?? 0) >= MOST) return;
  shapes.add(kind);
  seen.set(type, (seen.get(type) ?? 0) + 1);
  const name = "x" + shapes.size;
  // The library makes a number of its own of each decimal.
  const json = JSON.stringify(object).replace(/("\w+_decimal"):("[^"]*")/g, "$1:decimal($2)");
  lines.push(`// ${from}`, `const ${name} = ${json} as const;`, `export const y${name}: Stripe.${type} = ${name} as unknown as Plain<typeof ${name}>;`);
}

function walk(value, from) {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, from));
  if (value === null || typeof value !== "object") return;
  // What changed is a part of an object at any depth, for which the types have no word.
  if (value.data?.previous_attributes) delete value.data.previous_attributes;
  if (typeof value.object === "string") assign(value, from);
  Object.values(value).forEach((inner) => walk(inner, from));
}

for (const { from, version, status, body } of JSON.parse(readFileSync("recordings.json", "utf8"))) {
  if (status === 200 && version === NEWEST) walk(body, from);
}
writeFileSync("recorded.ts", lines.join("\n") + "\n");
for (const [type, count] of [...seen].sort()) console.log(`type: ${type} ${count}`);
