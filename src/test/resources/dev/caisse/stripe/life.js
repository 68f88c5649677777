// A merchant's program written for Stripe with stripe-node, of which nothing was changed but host and port.
const assert = require('assert');
const [host, port, key] = process.argv.slice(2);
const stripe = require('stripe')(key, {host, port, protocol: 'http', telemetry: false});

const steps = {
  async 'a product and its price'() {
    const product = await stripe.products.create({name: 'Tea', images: ['https://shop.example/tea.png'], metadata: {aB: '1'}});
    assert.deepEqual(product.images, ['https://shop.example/tea.png']);
    assert.deepEqual({...product.metadata}, {aB: '1'});
    const price = await stripe.prices.create({product: product.id, currency: 'gbp', unit_amount: 1250, expand: ['product']});
    assert.equal(price.product.name, 'Tea');
    assert.equal(price.currency, 'gbp');
    const updated = await stripe.products.update(product.id, {images: '', metadata: ''});
    assert.deepEqual(updated.images, []);
    assert.deepEqual({...updated.metadata}, {});
  },
  async 'a session with what is asked for'() {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment', success_url: 'https://shop.example/thanks',
      line_items: [{quantity: 2, price_data: {currency: 'gbp', unit_amount: 1250, product_data: {name: 'Cake'}}}],
      expand: ['line_items', 'payment_intent'],
    });
    assert.equal(session.line_items.data[0].quantity, 2);
    assert.equal(typeof session.line_items.data[0].price.product, 'string');
    assert.equal(session.payment_intent.amount, 2500);
    assert.equal(session.ui_mode, 'hosted_page');
    const expired = await stripe.checkout.sessions.expire(session.id);
    assert.equal(expired.status, 'expired');
    assert.equal(expired.url, null);
  },
  async 'a payment, captured and refunded'() {
    const customer = await stripe.customers.create({email: 'jenny@example.com'});
    const intent = await stripe.paymentIntents.create({
      amount: 2000, currency: 'eur', customer: customer.id, capture_method: 'manual', confirm: true,
      payment_method: 'pm_card_visa', automatic_payment_methods: {enabled: true},
    });
    assert.equal(intent.status, 'requires_capture');
    const captured = await stripe.paymentIntents.capture(intent.id, {expand: ['latest_charge.balance_transaction']});
    assert.equal(captured.status, 'succeeded');
    assert.equal(captured.latest_charge.balance_transaction.amount, 2000);
    const refund = await stripe.refunds.create({payment_intent: intent.id, amount: 300});
    assert.equal(refund.status, 'succeeded');
    const found = await stripe.customers.search({query: "email:'jenny@example.com'"});
    assert(found.data.some(one => one.id === customer.id));
  },
  async 'errors by class'() {
    await assert.rejects(
      stripe.paymentIntents.create({amount: 2000, currency: 'eur', confirm: true, payment_method: 'pm_card_visa_chargeDeclined'}),
      e => e instanceof stripe.errors.StripeCardError && e.decline_code === 'generic_decline'
        && e.payment_intent.status === 'requires_payment_method' && e.payment_intent.last_payment_error.payment_method.card.last4 === '0002');
    await assert.rejects(stripe.products.retrieve('prod_1'),
      e => e instanceof stripe.errors.StripeInvalidRequestError && e.code === 'resource_missing' && e.statusCode === 404);
    await assert.rejects(stripe.subscriptions.list(),
      e => e instanceof stripe.errors.StripeInvalidRequestError && e.code === 'unsupported_endpoint');
    await assert.rejects(require('stripe')('sk_test_wrong', {host, port, protocol: 'http'}).products.list(),
      e => e instanceof stripe.errors.StripeAuthenticationError);
    await stripe.products.create({name: 'Tea'}, {idempotencyKey: 'node, tea'});
    await assert.rejects(stripe.products.create({name: 'Coffee'}, {idempotencyKey: 'node, tea'}),
      e => e instanceof stripe.errors.StripeIdempotencyError);
  },
  async 'pages both ways'() {
    const made = [];
    for (let i = 0; i < 7; i++) made.push((await stripe.products.create({name: 'P' + i, url: 'https://node.example'})).id);
    const forwards = [];
    for await (const one of stripe.products.list({limit: 2, url: 'https://node.example'})) forwards.push(one.id);
    assert.deepEqual(forwards, [...made].reverse());
    const backwards = [];
    for await (const one of stripe.products.list({limit: 2, url: 'https://node.example', ending_before: made[0]})) backwards.push(one.id);
    assert.deepEqual(backwards, made.slice(1));
  },
};

(async () => {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      console.log('passed: ' + name);
    } catch (e) {
      console.log('failed: ' + name + ': ' + (e.stack || e));
    }
  }
})();
