package dev.caisse.api;

import java.util.Optional;

/// A view that holds another, which some requests are answered with in its place: of a payment, its charge.
public interface Holder {

    /// Empty when there is none yet.
    Optional<Object> held();

    /// The id of what is held, for a refusal.
    Optional<String> heldId();

    /// What it is called there.
    String heldNoun();
}
