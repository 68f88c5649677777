package dev.caisse;

import dev.caisse.accounts.AdvanceClocks;
import dev.caisse.accounts.OpenThrowAway;
import dev.caisse.accounts.TestClockApi;
import dev.caisse.api.Routes;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.sandbox.Doors;
import dev.caisse.connectors.sandbox.MerchantTime;
import dev.caisse.connectors.sandbox.PassMerchantTime;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Throw-away accounts and their clocks, put together with everything that becomes due by them.
final class TestTime {
    private TestTime() {}

    /// Test mode's bank in this process, which knows what the clocks of throw-away accounts show.
    static Sandbox bank(
            Db db,
            GroupCommit groupCommit,
            Clock clock,
            Clocks clocks,
            SecureRandom random,
            Doors doors,
            TrustedClient http) {
        return Sandbox.here(db, groupCommit, clock, ofMerchants(clocks, clock), random, doors, http, Optional.empty());
    }

    private static MerchantTime ofMerchants(Clocks clocks, Clock real) {
        return merchant -> merchant.map(TestTime::tenant).map(clocks::nowMs).orElseGet(real::nowMs);
    }

    /// @param works what becomes due beside what happens at the bank
    /// @return the worker that brings clocks forward
    static Worker start(
            Payments.With with, OpenThrowAway openThrowAway, Sandbox sandbox, List<DueWork> works, Routes routes) {
        var all = new ArrayList<DueWork>();
        sandbox.byClock().map(TestTime::atTheBank).ifPresent(all::add);
        all.addAll(works);
        var worker = new AdvanceClocks(with.db(), with.ids(), with.clock(), with.clocks(), all).start();
        new TestClockApi(
                        with.db(),
                        with.clock(),
                        openThrowAway,
                        sandbox.byClock().isPresent(),
                        worker::wake)
                .routes(routes);
        return worker;
    }

    private static DueWork atTheBank(PassMerchantTime time) {
        return new DueWork() {
            @Override
            public boolean run(Tenant tenant) {
                return time.run(merchant(tenant));
            }

            @Override
            public Optional<Long> nextMs(Tenant tenant, long afterMs) {
                return time.nextMs(merchant(tenant), afterMs);
            }
        };
    }

    private static Merchant merchant(Tenant tenant) {
        return new Merchant(Long.toString(tenant.account()), tenant.mode());
    }

    private static Tenant tenant(Merchant merchant) {
        return new Tenant(Long.parseLong(merchant.account()), merchant.mode().equals("live"));
    }
}
