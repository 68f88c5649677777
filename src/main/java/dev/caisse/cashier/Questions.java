package dev.caisse.cashier;

import java.util.List;

/// What the form asks besides e-mail, the way to pay and a billing address.
///
/// @param shipTo the countries to choose from; none when nothing is sent
/// @param isSameOffered whether the payer may say that bills go where the goods go
/// @param own the merchant's
/// @param agreement what is said in the merchant's words, and agreed to
public record Questions(
        List<Country> shipTo,
        boolean isPhoneAsked,
        boolean isSameOffered,
        boolean isSame,
        List<Question> own,
        Agreement agreement) {
    static final Questions NONE = new Questions(List.of(), false, false, false, List.of(), Agreement.NONE);

    public Questions {
        shipTo = List.copyOf(shipTo);
        own = List.copyOf(own);
    }

    public boolean isShippingAsked() {
        return !shipTo.isEmpty();
    }

    /// The same, with what the payer said of where the bills go.
    Questions same(boolean said) {
        return new Questions(shipTo, isPhoneAsked, isSameOffered, said, own, agreement);
    }

    /// The same, the merchant's own being these.
    Questions asking(List<Question> others) {
        return new Questions(shipTo, isPhoneAsked, isSameOffered, isSame, others, agreement);
    }

    /// The same, the payer being asked to agree to this.
    Questions agreeing(Agreement other) {
        return new Questions(shipTo, isPhoneAsked, isSameOffered, isSame, own, other);
    }
}
