package dev.caisse.methods;

import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;

/// What can be done with one type of payment method, as the API shows it. Field order is the order in the response.
record ConfigurationView(
        String type,
        boolean active,
        List<CurrencyCode> currencies,
        LimitView minimum,
        LimitView maximum,
        RefundView refund,
        String group,
        boolean recurring) {

    record LimitView(long amount, CurrencyCode currency) {}

    record RefundView(boolean full, boolean partial, boolean multiple) {}

    static ConfigurationView of(MethodType type, boolean isActive) {
        var refunds = type.refunds();
        return new ConfigurationView(
                type.name(),
                isActive,
                type.currencies(),
                limit(type.minimum()),
                limit(type.maximum()),
                new RefundView(refunds.full(), refunds.partial(), refunds.multiple()),
                type.group().map(MethodType.Group::word).orElse(null),
                type.isRecurring());
    }

    private static LimitView limit(Money money) {
        return money == null ? null : new LimitView(money.minor(), money.currency());
    }
}
