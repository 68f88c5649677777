package dev.caisse.platform.money;

/// An amount in the currency's smallest unit, as the API speaks it: 10.99 USD is `1099 USD`.
public record Money(long minor, CurrencyCode currency) {

    public static Money of(long minor, CurrencyCode currency) {
        return new Money(minor, currency);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minor, sameCurrency(other).minor), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(minor, sameCurrency(other).minor), currency);
    }

    public boolean isAtMost(Money other) {
        return minor <= sameCurrency(other).minor;
    }

    public boolean isZero() {
        return minor == 0;
    }

    private Money sameCurrency(Money other) {
        if (!other.currency.equals(currency)) {
            throw new IllegalArgumentException("cannot mix " + currency + " with " + other.currency);
        }
        return other;
    }

    @Override
    public String toString() {
        return minor + " " + currency;
    }
}
