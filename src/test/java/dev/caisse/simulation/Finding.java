package dev.caisse.simulation;

/// Something that must not be was found.
final class Finding extends RuntimeException {
    private final transient Story story;
    private final String invariant;

    /// @param invariant by the name under which it is listed
    Finding(String invariant, Story story, String detail) {
        super(detail);
        this.invariant = invariant;
        this.story = story;
    }

    String invariant() {
        return invariant;
    }

    String described() {
        return invariant + "\n" + story + getMessage();
    }

    Story story() {
        return story;
    }
}
