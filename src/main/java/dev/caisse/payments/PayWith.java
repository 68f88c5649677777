package dev.caisse.payments;

import dev.caisse.methods.TypedCard;

/// What an intent is confirmed with.
public sealed interface PayWith {

    /// A card as it was just typed, or a test card by its alias.
    record Typed(TypedCard card) implements PayWith {}

    /// A payment method that was made before.
    record Kept(long method) implements PayWith {}

    /// The method that the intent was given before.
    record AlreadySet() implements PayWith {}
}
