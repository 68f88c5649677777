package dev.caisse.checkout;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Optional;

/// An address that a merchant gives away: whoever visits it gets a session of their own. Every rule about what it may
/// still sell is here.
///
/// @param token the end of its address, which is nobody's secret
/// @param recipe what its sessions are made of, besides its lines
/// @param inactiveMessage what a visitor reads once it is not active
public record PaymentLink(
        long id,
        String token,
        boolean isActive,
        CurrencyCode currency,
        Recipe recipe,
        Completion completion,
        Optional<String> inactiveMessage,
        Uses uses,
        Metadata metadata) {

    /// Where a payer is led who is done: to an address, or nowhere, with the merchant's thanks.
    public record Completion(Optional<String> redirectUrl, Optional<String> thanks) {
        static final Completion USUAL = new Completion(Optional.empty(), Optional.empty());
    }

    /// How many sessions of it may be completed, and were. Held are the payments under way that will complete one. Both
    /// are counted only while there is a limit.
    public record Uses(Optional<Integer> most, int completed, int held) {
        boolean isOneLeft() {
            return most.filter(limit -> completed + held >= limit).isEmpty();
        }

        boolean areSpent() {
            return most.filter(limit -> completed >= limit).isPresent();
        }
    }

    /// Whether a visitor could pay now.
    public boolean isOpen() {
        return isActive && uses.isOneLeft();
    }

    boolean isLimited() {
        return uses.most().isPresent();
    }

    /// A payment of it begins. Only asked of one that is open.
    PaymentLink held() {
        return with(new Uses(uses.most(), uses.completed(), uses.held() + 1));
    }

    /// That payment did not come to anything.
    PaymentLink freed() {
        return with(new Uses(uses.most(), uses.completed(), uses.held() - 1));
    }

    /// A session of it is complete. The last one closes it.
    PaymentLink completed() {
        return with(new Uses(uses.most(), uses.completed() + 1, uses.held() - 1));
    }

    /// The same, sold no more.
    public PaymentLink deactivated() {
        return new PaymentLink(id, token, false, currency, recipe, completion, inactiveMessage, uses, metadata);
    }

    PaymentLink with(Recipe other) {
        return new PaymentLink(id, token, isActive, currency, other, completion, inactiveMessage, uses, metadata);
    }

    PaymentLink with(Uses other) {
        return new PaymentLink(
                id,
                token,
                isActive && !other.areSpent(),
                currency,
                recipe,
                completion,
                inactiveMessage,
                other,
                metadata);
    }
}
