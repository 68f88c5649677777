package dev.caisse.api;

/// Another object in a view. What a dialect shows of it (an id, the object, an empty text) is the dialect's manner.
public sealed interface Link {

    /// An object that is only named.
    record To(String id) implements Link {}

    /// An object that came along; the native dialect always shows it whole.
    record Whole(String id, Object view) implements Link {}

    /// No object: `null` natively.
    record None() implements Link {}

    /// No object, in one of the two places where WooshPay writes `""`.
    record Blank() implements Link {}

    static Link to(String id) {
        return id == null ? new None() : new To(id);
    }

    static Link toOrBlank(String id) {
        return id == null ? new Blank() : new To(id);
    }
}
