package dev.caisse.methods;

/// What somebody pays with, in the words from before there were payment methods.
public sealed interface Source {

    /// A card as it was just typed, or a test card by its name.
    record Typed(TypedCard card) implements Source {}

    /// What a token stands for, which nobody has used.
    record Token(long method) implements Source {}

    /// A card of a customer's.
    record Kept(long method) implements Source {}
}
