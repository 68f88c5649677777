package dev.caisse.cashier;

/// What can be wrong with a field, in the payer's terms. Not every field has every flaw.
public enum Flaw {
    EMPTY("empty"),
    INCOMPLETE("incomplete"),
    INVALID("invalid"),
    PAST("past");

    private final String word;

    Flaw(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
