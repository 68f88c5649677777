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
  async 'a search, page by page'() {
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await stripe.customers.create({name: 'Nora ' + i, metadata: {of: 'node'}})).id);
    const found = [];
    for await (const one of stripe.customers.search({query: "metadata['of']:'node' AND name~'Nora'", limit: 2})) found.push(one.id);
    assert.deepEqual(found, [...made].reverse());
    await assert.rejects(stripe.customers.search({query: 'name'}), e => e instanceof stripe.errors.StripeInvalidRequestError);
  },
  async 'sent again by itself, and done once'() {
    const sent = [];
    const through = require('http').createServer((request, response) => {
      const on = require('http').request({host, port, path: request.url, method: request.method, headers: request.headers}, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part)).on('end', () => {
          sent.push(request.headers['idempotency-key']);
          // The first answer is lost on its way, after everything was done.
          if (sent.length === 1) return response.socket.destroy();
          response.writeHead(answer.statusCode, answer.headers);
          response.end(Buffer.concat(parts));
        });
      });
      request.pipe(on);
    });
    await new Promise(ready => through.listen(0, '127.0.0.1', ready));
    const far = require('stripe')(key, {host: '127.0.0.1', port: through.address().port, protocol: 'http', maxNetworkRetries: 2});
    const product = await far.products.create({name: 'Once', url: 'https://once.example'});
    through.close();
    assert(sent.length === 2 && sent[0] && sent[0] === sent[1], 'sent ' + sent);
    assert.equal(product.lastResponse.headers['idempotent-replayed'], 'true');
    const all = await stripe.products.list({url: 'https://once.example'});
    assert.deepEqual(all.data.map(one => one.id), [product.id]);
  },
  async 'a webhook, verified'() {
    const heard = [];
    const shop = require('http').createServer((request, response) => {
      const parts = [];
      request.on('data', part => parts.push(part)).on('end', () => {
        heard.push([Buffer.concat(parts), request.headers['stripe-signature']]);
        response.end();
      });
    });
    await new Promise(ready => shop.listen(0, '127.0.0.1', ready));
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:' + shop.address().port + '/', enabled_events: ['payment_intent.succeeded'],
    });
    const intent = await stripe.paymentIntents.create({amount: 700, currency: 'gbp', confirm: true, payment_method: 'pm_card_visa'});
    for (let i = 0; i < 400 && heard.length === 0; i++) await new Promise(done => setTimeout(done, 50));
    shop.close();
    const [body, signature] = heard[0];
    const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret);
    assert.equal(event.type, 'payment_intent.succeeded');
    assert.equal(event.data.object.id, intent.id);
    assert.equal(event.data.object.latest_charge, intent.latest_charge);
    assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_another'),
      e => e instanceof stripe.errors.StripeSignatureVerificationError);
    await stripe.webhookEndpoints.del(endpoint.id);
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
