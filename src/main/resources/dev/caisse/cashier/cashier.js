// The payment form, made nicer. Everything here works without this file too: the form is a plain one and the server checks
// everything again. What this adds: the card's brand and spacing while typing, errors in the payer's language before
// anything leaves the browser, and a button that shows it is working. It stores nothing and sends nothing by itself.

"use strict";

(() => {
  // Prefixes and lengths as the card schemes publish them. No two overlap, so the order does not matter.
  const BRANDS = [
    { name: "amex", starts: /^3[47]/, lengths: [15], groups: [4, 6, 5], code: 4 },
    { name: "diners", starts: /^3(?:0[0-5]|095|[689])/, lengths: [14, 16, 19], groups: [4, 6, 4], code: 3 },
    { name: "jcb", starts: /^35(?:2[89]|[3-8])/, lengths: [16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "discover", starts: /^6(?:011|4[4-9]|5)/, lengths: [16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "unionpay", starts: /^(?:62|81)/, lengths: [16, 17, 18, 19], groups: [4, 4, 4, 4, 3], code: 3 },
    { name: "mastercard", starts: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
    { name: "visa", starts: /^4/, lengths: [13, 16, 19], groups: [4, 4, 4, 4, 3], code: 3 },
  ];
  const OTHER = { name: "other", lengths: [12, 13, 14, 15, 16, 17, 18, 19], groups: [4, 4, 4, 4, 3], code: 4 };
  const RELEASE_AFTER_MS = 30000;

  const byId = (id) => document.getElementById(id);

  // Payers type the digits of their own script: Arabic, Persian, full width.
  const digitsOf = (text) =>
    text
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 15)
      .replace(/[\uff10-\uff19]/g, (digit) => digit.charCodeAt(0) - 0xff10)
      .replace(/\D/g, "");

  const brandOf = (digits) => BRANDS.find((brand) => brand.starts.test(digits)) || OTHER;

  const groupsFor = (brand, digits) => (brand.name === "diners" && digits.length > 14 ? OTHER.groups : brand.groups);

  const usualLength = (brand) => Math.min(16, brand.groups.reduce((sum, size) => sum + size));

  const spaced = (digits, groups) => {
    const parts = [];
    let from = 0;
    for (const size of groups) {
      if (from < digits.length) {
        parts.push(digits.slice(from, from + size));
      }
      from += size;
    }
    return parts.join(" ");
  };

  const passesLuhn = (digits) => {
    let sum = 0;
    for (let place = 0; place < digits.length; place++) {
      const digit = Number(digits[digits.length - 1 - place]);
      const doubled = place % 2 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 === 0;
  };

  // Month and year out of "12/30", "1230", "12 / 2030", "3/30"; the year keeps its last two digits.
  const partsOfExpiry = (text) => {
    const [before, after] = text.split(/[/\-.]/, 2);
    let month = digitsOf(before);
    let year = after === undefined ? "" : digitsOf(after);
    if (month.length === 1 && (month > "1" || after !== undefined) && month !== "0") {
      month = "0" + month;
    }
    if (month.length > 1 && month[0] > "1") {
      month = "0" + month;
    }
    year = month.slice(2) + year;
    month = month.slice(0, 2);
    return { month, year: /^20\d\d/.test(year) ? year.slice(2, 4) : year.slice(0, year.startsWith("20") ? 4 : 2) };
  };

  // Writes the shaped text and leaves the caret behind the same number of digits as before.
  const rewrite = (input, shaped) => {
    if (input.value === shaped) {
      return;
    }
    const caret = input.selectionStart;
    const atEnd = caret === null || caret >= input.value.length;
    let digits = digitsOf(input.value.slice(0, caret || 0)).length;
    input.value = shaped;
    if (atEnd || document.activeElement !== input) {
      return;
    }
    let place = 0;
    while (digits > 0 && place < shaped.length) {
      digits -= /\d/.test(shaped[place]) ? 1 : 0;
      place++;
    }
    input.setSelectionRange(place, place);
  };

  const shapeNumber = (input) => {
    const typed = digitsOf(input.value);
    const brand = brandOf(typed);
    const digits = typed.slice(0, Math.max(...brand.lengths));
    rewrite(input, spaced(digits, groupsFor(brand, digits)));
    showBrand(digits ? brand.name : "");
    return brand;
  };

  const showBrand = (name) => {
    const brands = document.querySelector(".brands");
    if (name) {
      brands.dataset.brand = name;
    } else {
      delete brands.dataset.brand;
    }
  };

  const shapeExpiry = (input, event) => {
    const { month, year } = partsOfExpiry(input.value);
    const deleting = event && (event.inputType || "").startsWith("delete");
    const slash = month.length === 2 && (year || !deleting);
    rewrite(input, slash ? month + " / " + year : month);
  };

  // Where the code is asked once more there is no number, and every length that a code can have will do.
  const brandTyped = () => {
    const number = byId("cardNumber");
    return number ? brandOf(digitsOf(number.value)) : OTHER;
  };

  const shapeCode = (input) => rewrite(input, digitsOf(input.value).slice(0, brandTyped().code));

  const SHAPES = { cardNumber: shapeNumber, cardExpiry: shapeExpiry, cardCvc: shapeCode };

  // Each check returns the name of the flaw, or nothing. The texts for the flaws are in the field's data attributes.
  const flawOfNumber = (text) => {
    const digits = digitsOf(text);
    const brand = brandOf(digits);
    if (digits.length < Math.min(...brand.lengths)) {
      return "incomplete";
    }
    if (brand.lengths.includes(digits.length) && passesLuhn(digits)) {
      return undefined;
    }
    return digits.length < usualLength(brand) ? "incomplete" : "invalid";
  };

  const flawOfExpiry = (text) => {
    const { month, year } = partsOfExpiry(text);
    if (!/^(0[1-9]|1[0-2])$/.test(month) || year.length !== 2) {
      return "invalid";
    }
    // Generous by a day: somewhere on earth the month may not be over, and the server decides.
    const over = Date.UTC(2000 + Number(year), Number(month), 2);
    return Date.now() > over ? "past" : undefined;
  };

  const flawOfCode = (text) => {
    const brand = brandTyped();
    const length = digitsOf(text).length;
    const complete = brand === OTHER ? length >= 3 : length === brand.code;
    return complete ? undefined : "incomplete";
  };

  const flawOfEmail = (text) => (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text.trim()) ? undefined : "invalid");

  const flawOfPhone = (text) => (/^[^a-z]{5,40}$/i.test(text) && digitsOf(text).length > 4 ? undefined : "invalid");

  // What is asked in other words by country or by merchant brings its rule along.
  const flawByRule = (text, { pattern, digits, shortest }) => {
    if (pattern && !new RegExp("^(?:" + pattern + ")$", "i").test(text)) {
      return "invalid";
    }
    if (digits && digitsOf(text).length < text.replace(/\s/g, "").length) {
      return "invalid";
    }
    return shortest && [...text].length < Number(shortest) ? "incomplete" : undefined;
  };

  const CHECKS = { email: flawOfEmail, phoneNumber: flawOfPhone, cardNumber: flawOfNumber, cardExpiry: flawOfExpiry, cardCvc: flawOfCode };

  // What belongs to something else than was chosen is nobody's fault: another way to pay, another card than a saved one, an
  // address that is the same as the other.
  const isBeside = (input) => {
    const way = input.closest(".way");
    const another = byId("anotherCard");
    const same = byId("billingSame");
    return (
      (way && !way.querySelector("input[name=method]").checked) ||
      (another && !another.checked && input.closest("#newCard")) ||
      (same && same.checked && input.closest(".bills"))
    );
  };

  const flawOf = (input) => {
    // What the merchant has fixed, the payer cannot mend.
    if (input.readOnly || isBeside(input)) {
      return undefined;
    }
    if (input.type === "checkbox") {
      return input.checked ? undefined : "empty";
    }
    const text = input.value.trim();
    if (!text) {
      return input.required || input.dataset.asked ? "empty" : undefined;
    }
    const check = CHECKS[input.id];
    return check ? check(input.value) : flawByRule(text, input.dataset);
  };

  const mark = (input, flaw) => {
    const text = flaw ? input.dataset[flaw] || input.dataset.invalid || "" : "";
    byId(input.id + "-error").textContent = text;
    if (flaw) {
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
    return !flaw;
  };

  const dress = (form) => {
    const inputs = () => [...form.querySelectorAll(".box input, .box select, [data-agree]")];
    const button = form.querySelector("button[type=submit]");
    const label = button.querySelector(".label");
    let offer = label.textContent;
    let sent = false;

    const release = () => {
      sent = false;
      button.removeAttribute("aria-disabled");
      label.textContent = offer;
      byId("status").textContent = "";
    };

    const hold = () => {
      sent = true;
      button.setAttribute("aria-disabled", "true");
      label.textContent = form.dataset.processing;
      byId("status").textContent = form.dataset.processing;
      // A payer who stops the page from loading must be able to press again; the server charges once.
      setTimeout(release, RELEASE_AFTER_MS);
    };

    const shape = (input, event) => SHAPES[input.id] && SHAPES[input.id](input, event);

    // An error goes as soon as it is mended, and comes only when the payer has left the field.
    const typed = (event) => {
      if (!event.target.matches(".box *, [data-agree]")) {
        return;
      }
      shape(event.target, event);
      if (event.target.hasAttribute("aria-invalid") && !flawOf(event.target)) {
        mark(event.target);
      }
      const code = byId("cardCvc");
      if (event.target.id === "cardNumber" && code.value) {
        shapeCode(code);
      }
    };

    const left = (event) => {
      if (event.target.matches(".box *") && event.target.value.trim()) {
        mark(event.target, flawOf(event.target));
      }
    };

    form.noValidate = true;
    form.addEventListener("input", typed);
    form.addEventListener("focusout", left);
    inputs().forEach((input) => shape(input));

    form.addEventListener("submit", (event) => {
      if (sent) {
        event.preventDefault();
        return;
      }
      const bad = inputs().filter((input) => !mark(input, flawOf(input)));
      if (bad.length) {
        event.preventDefault();
        bad[0].focus();
        return;
      }
      // After the browser has taken the form, so that holding the button can never hold back the form.
      setTimeout(hold, 0);
    });

    form.addEventListener("reoffer", () => {
      offer = label.textContent;
    });

    // This page may be the answer to a form; to reload it must not send that form again.
    history.replaceState(null, "", location.href);

    // Back to a page kept whole in memory: it looks as it did when it was left.
    addEventListener("pageshow", release);

    const wrong = inputs().find((input) => input.hasAttribute("aria-invalid")) || byId("alert");
    if (wrong) {
      wrong.focus();
    }
  };

  // A payment under way: the page looks again by itself. Without this file a <meta> does the same.
  const lookAgain = ({ next, seconds }) => setTimeout(() => location.replace(next), Number(seconds) * 1000);

  // The bank's page, in a frame of ours. Without this file the payer is led to it whole.
  const frame = (place) => {
    const inner = document.createElement("iframe");
    inner.title = place.dataset.title;
    inner.src = place.dataset.challenge;
    place.append(inner);
  };

  // A page that was fetched is parsed as if there were no scripts: what is meant for that must not come along, or its buttons
  // would take Enter.
  const parsed = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("noscript").forEach((plain) => plain.remove());
    return page;
  };

  // Another order on the same page: what was typed stays, all that shows the total is taken from the answer. Where the form
  // itself is another (nothing to pay any more), the page is.
  const takeOver = (html, url, asked) => {
    const fresh = parsed(html);
    const form = fresh.getElementById("payment");
    if (!form || !byId("payment") || Boolean(fresh.getElementById("newCard")) !== Boolean(byId("newCard"))) {
      location.replace(url);
      return;
    }
    const open = document.querySelector(".order details").open;
    document.querySelector(".order").replaceWith(fresh.querySelector(".order"));
    document.querySelector(".order details").open = open;
    for (const [one, other] of [
      ["[name=shownTotal]", "value"],
      ["button[type=submit] .label", "textContent"],
    ]) {
      byId("payment").querySelector(one)[other] = form.querySelector(one)[other];
    }
    byId("payment").dispatchEvent(new Event("reoffer"));
    // What was chosen may not be what is taken, and then the page says why.
    const options = form.querySelector("#shippingOptions");
    if (options && byId("shippingOptions")) {
      byId("shippingOptions").replaceWith(options);
    }
    const alert = fresh.getElementById("alert");
    if (byId("alert")) {
      byId("alert").remove();
    }
    if (alert) {
      byId("payment").before(alert);
      alert.focus();
      return;
    }
    if (asked && byId(asked)) {
      byId(asked).focus();
      return;
    }
    const focus = byId("promotionCode") || document.querySelector(".promotion button");
    if (focus) {
      focus.focus();
    }
  };

  const change = async (action, fields, fallback, asked) => {
    try {
      const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
      takeOver(await answer.text(), location.href, asked);
    } catch {
      fallback();
    }
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-order]")) {
      event.preventDefault();
      const fields = new FormData(event.target, event.submitter);
      const count = event.target.querySelector("[data-quantity]");
      change(event.target.action, fields, () => event.target.submit(), count && count.id);
    }
  });

  // Another country has other fields. All but what is of the card goes to the server, which says how they are; what was typed
  // comes back in them.
  const reshape = async (select) => {
    const { form, id } = select;
    const page = new URL(form.action);
    page.pathname += "/form";
    const fields = new URLSearchParams(new FormData(form));
    ["cardNumber", "cardExpiry", "cardCvc"].forEach((name) => fields.delete(name));
    const answer = await fetch(page, { method: "POST", body: fields });
    const fresh = parsed(await answer.text());
    const place = select.closest("[id$=Address]");
    const other = fresh.getElementById(place.id);
    if (!other || select.value !== fields.get(id)) {
      return;
    }
    // Who types on meanwhile, or has the browser fill it in, loses nothing.
    place.querySelectorAll("input").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (now && old.type !== "checkbox" && old.value !== fields.get(old.name)) {
        now.value = old.value;
      }
    });
    const focused = document.activeElement.id;
    place.replaceWith(other);
    const phone = byId("phoneNumber");
    if (phone) {
      phone.placeholder = fresh.getElementById("phoneNumber").placeholder;
    }
    const again = focused && byId(focused);
    if (again) {
      again.focus();
    }
  };

  document.addEventListener("change", (event) => {
    if (/^(billing|shipping)Country$/.test(event.target.id)) {
      // Without an answer the fields stay as they are, and the server asks for what is missing.
      reshape(event.target).catch(() => undefined);
    }
    if (event.target.matches("[data-quantity]")) {
      event.target.form.requestSubmit();
    }
    if (event.target.name === "shippingRate") {
      const page = new URL(event.target.form.action);
      page.pathname += "/shipping";
      const token = event.target.form.elements.token.value;
      // Without an answer the choice goes with the payment.
      change(page, { token, shippingRate: event.target.value }, () => undefined);
    }
  });

  const form = byId("payment");
  if (form) {
    dress(form);
  }
  const challenge = document.querySelector("[data-challenge]");
  if (challenge) {
    frame(challenge);
  }
  // Back from the bank, perhaps inside the frame: on with the page around it.
  if (document.body.dataset.onward) {
    window.top.location.replace(document.body.dataset.onward);
  }
  if (document.body.dataset.next) {
    lookAgain(document.body.dataset);
  }
})();
