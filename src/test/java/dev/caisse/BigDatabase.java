package dev.caisse;

import dev.caisse.platform.db.Db;
import java.util.List;
import java.util.stream.Collectors;

/// Fills a database as a shop of many years has it: one tenant, most of what it has is over, and a few thousand things
/// are under way. Row n of every table belongs to row n of the others.
final class BigDatabase {
    static final long ROWS = 200_000;
    private static final long UNDER_WAY = 2_000;

    private static final List<String> FILLS = List.of(
            "insert into accounts (id, name) select n, 'Shop ' || n from %s",
            """
            insert into api_keys (account_id, live, id, is_secret, hash, hint)
            select 1, false, n, true, sha256(n::text::bytea), 'hint' from %s""",
            "insert into accounts (id, name) select -n, 'Throw-away shop ' || n from %s",
            """
            insert into test_clocks (account_id, live, id, status, frozen_ms, made_by, deletes_after_ms, target_ms,
                                     moved_ms, lease_ms)
            select -n, false, n, case when n > $under_way then 'deleted' else 'advancing' end, n, n / 100 + 1, n,
                   case when n <= $under_way then n end, case when n <= $under_way then n end,
                   case when n <= $under_way then n end from %s""",
            """
            insert into test_clock_steps (account_id, live, since_id, shown_ms)
            select -n, false, 0, n from %s""",
            """
            insert into vault_cards (account_id, live, token, sealed, fingerprint)
            select 1, false, n, '\\x00', 'print' || n from %s""",
            """
            insert into pictures (account_id, live, source_hash, source_url, state, content_type, bytes, width, height,
                                  tries, tried_ms)
            select 1, false, sha256(n::text::bytea), 'https://shop.example/' || n,
                   case when n <= $under_way then 'wanted' else 'ready' end, 'image/png', '\\x00', 1, 1, 1, n from %s""",
            """
            insert into idempotency_keys (account_id, live, key, fingerprint, status, body, created_ms, attempt_id)
            select 1, false, 'key ' || n, '\\x00', case when n > $under_way then 200 end,
                   case when n > $under_way then '\\x00'::bytea end, n, n from %s""",
            """
            insert into events (account_id, live, id, type, shape, object, fanned_out)
            select 1, false, n, 'payment_intent.succeeded', 1, '{}', case when n > $under_way then true end from %s""",
            """
            insert into deliveries_due (account_id, live, endpoint_id, event_id, due_ms, first_ms)
            select 1, false, n, n, n, n from %s""",
            """
            insert into deliveries_ended (account_id, live, endpoint_id, event_id, state, tries, first_ms)
            select 1, false, n, n, 'succeeded', 1, n from %s""",
            """
            insert into products (account_id, live, id, active, name, images, metadata, url, updated_ms)
            select 1, false, n, true, 'Number ' || n, '{}', '{}', 'https://shop.example/' || n, n from %s""",
            """
            insert into prices (account_id, live, id, product_id, active, currency, unit_amount, lookup_key, metadata)
            select 1, false, n, n, true, 'GBP', 100, 'key ' || n, '{}' from %s""",
            """
            insert into shipping_rates (account_id, live, id, active, display_name, amount, currency, metadata)
            select 1, false, n, true, 'Post', 100, 'GBP', '{}' from %s\
            """,
            """
            insert into payment_links (account_id, live, id, token, active, currency, recipe, metadata)
            select 1, false, n, lpad(n::text, 16, 'x'), n <= $under_way, 'GBP', '{}', '{}' from %s\
            """,
            """
            insert into coupons (account_id, live, number, id, percent_off, duration, products, metadata)
            select 1, false, n, 'coupon ' || n, 2500, 'once', '{}', '{}' from %s\
            """,
            """
            insert into promotion_codes (account_id, live, id, coupon_number, code, active, customer_id, first_time,
                                         metadata)
            select 1, false, n, n, 'CODE-' || n, n <= $under_way, n, false, '{}' from %s\
            """,
            """
            insert into customers (account_id, live, id, email, name, metadata)
            select 1, false, n, n || '@shop.example', 'Number ' || n, jsonb_build_object('number', n::text) from %s""",
            """
            insert into payment_methods (account_id, live, id, type, billing_details, card, customer_id)
            select 1, false, n, 'card', '{}', '{}', n from %s""",
            """
            insert into payment_intents (account_id, live, id, amount, currency, capture_method, status,
                                         payment_method_id, amount_capturable, amount_received, metadata,
                                         merchant_order_id, client_secret)
            select 1, false, n, 100, 'GBP', 'automatic', case when n <= $under_way then 'processing' else 'succeeded' end,
                   n, 0, case when n <= $under_way then 0 else 100 end, '{}', 'order ' || n, '\\x00' from %s""",
            """
            insert into sandbox.orders (reference, token, type, flow, amount, currency, return_url, until_ms, verdict,
                                        turns_ms, tell_ms, at_ms)
            select 'order ' || n, 'token ' || n, 'alipay', 'page', 100, 'GBP', 'https://shop.example', n,
                   case when n <= $under_way then 'approved' end, case when n <= $under_way then n end,
                   case when n <= $under_way then n end, n from %s""",
            """
            insert into setup_intents (account_id, live, id, status, usage, customer_id, metadata, payment_method_id,
                                       three_d_secure, client_secret)
            select 1, false, n, 'succeeded', 'off_session', n, '{}', n, 'auto', '\\x00' from %s""",
            """
            insert into attempts (account_id, live, id, intent_id, operation, reference, connector, amount, currency,
                                  deadline_ms, look_ms, outcome)
            select 1, false, n, n, 'authorize', n::text, 'sandbox', 100, 'GBP', n, n,
                   case when n > $under_way then 'approved' end from %s""",
            """
            insert into charges (account_id, live, id, intent_id, attempt_id, amount, currency, captured, risk,
                                 payment_method_id, card, billing_details)
            select 1, false, n, n, n, 100, 'GBP', 100, 'normal', n, '{}', '{}' from %s""",
            """
            insert into refunds (account_id, live, id, intent_id, charge_id, amount, currency, metadata, status)
            select 1, false, n, n, n, 1, 'GBP', '{}', 'succeeded' from %s""",
            """
            insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day,
                                   tide)
            select 1, false, n, case n when 150000 then 'refund' else 'charge' end, n, 'payer_clearing', 'pending', 100,
                   case n when 150000 then 'USD' else 'GBP' end, 1, n / 100 from %s""",
            """
            insert into balance_snapshots (account_id, live, currency, purse, due_day, amount, incoming, settled)
            select 1, false, 'GBP', 'pending', n, 0, 100, case when n > $under_way then 100 else 0 end from %s""",
            """
            insert into checkout_sessions (account_id, live, id, mode, status, payment_status, currency,
                                           amount_subtotal, amount_total, success_url, client_reference_id, metadata,
                                           billing_address_collection, expires_ms, payment_intent_id, client_secret,
                                           billing_details, payment_link_id, recovered_from)
            select 1, false, n, 'payment', case when n <= $under_way then 'open' else 'complete' end,
                   case when n <= $under_way then 'unpaid' else 'paid' end, 'GBP', 100, 100, 'https://shop.example',
                   'order ' || n, '{}', 'auto', n, n, '\\x00', '{}', n, n from %s""",
            """
            insert into line_items (account_id, live, session_id, id, price_id, description, quantity,
                                    amount_subtotal, amount_total)
            select 1, false, n, n, n, 'Tea', 1, 100, 100 from %s""",
            """
            insert into letters (account_id, live, id, once, kind, recipient, locale, facts, due_ms, status, ended_ms)
            select 1, false, n, 'receipt ' || n, 'receipt', 'jenny@example.com', 'en', '{}', n,
                   case when n <= $under_way then 'waiting' else 'sent' end, case when n > $under_way then n end
              from %s""",
            """
            insert into notices (account_id, live, connector, id, reference, received_ms)
            select 1, false, 'sandbox', 'notice ' || n, n::text, n from %s""",
            """
            insert into sandbox.book (reference, operation, outcome, amount, currency, moved, acquirer_reference, at_ms)
            select n::text, 'authorize', 'approved', 100, 'GBP', 100, 'sbx_' || n, n from %s""",
            """
            insert into disputes (account_id, live, id, charge_id, intent_id, connector, reference, amount, currency,
                                  reason, status, version, due_ms, answer_id, evidence, submissions, late, metadata,
                                  withdrawn_id, look_ms)
            select 1, false, n, n, n, 'sandbox', 'dispute ' || n, 100, 'GBP', 'fraudulent', 'needs_response', 1, n, n,
                   '{}', 0, false, '{}', n, case when n <= $under_way then n end from %s""",
            """
            insert into sandbox.disputes (reference, original, kind, amount, currency, next_ms, due_ms, version, tell_ms,
                                          standing)
            select 'dispute ' || n, n::text, 'fraudulent', 100, 'GBP', case when n <= $under_way then n end, n, 1,
                   case when n <= $under_way then n end, 'needs_response' from %s""",
            """
            insert into sandbox.odd_refunds (reference, original, kind, turns_ms, tell_ms)
            select 'refund ' || n, n::text, 'pending_then_succeeded', case when n > $under_way then n end,
                   case when n <= $under_way then n end from %s""",
            """
            insert into sandbox.authentications (reference, token, card, brand, last4, amount, currency, outcome, eci,
                                                 cavv, ds_trans_id, return_url, until_ms, at_ms)
            select n::text, 'token ' || n, 'card', 'visa', '4242', 100, 'GBP', 'authenticated', '05', '',
                   'ds ' || n, 'https://shop.example', n, n from %s""");

    private BigDatabase() {}

    static void fill(Db db) {
        for (var fill : FILLS) {
            db.run(fill.replace("$under_way", Long.toString(UNDER_WAY))
                    .formatted("generate_series(1, " + ROWS + ") n"));
        }
        db.run("vacuum analyze");
    }

    /// The tables that are big now, as statements name them.
    static List<String> tables(Db db) {
        return db.all(row -> row.text("name"), """
                select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
                  from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind = 'r' and c.reltuples >= ? / 2 and n.nspname in ('public', 'sandbox')
                """, ROWS);
    }

    /// All tables, partitions aside.
    static List<String> allTables(Db db) {
        return db.all(row -> row.text("name"), """
                select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
                  from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'sandbox')
                """);
    }

    /// For a pattern that finds any of these names.
    static String anyOf(List<String> tables) {
        return tables.stream().map(name -> name.replace(".", "\\.")).collect(Collectors.joining("|"));
    }
}
