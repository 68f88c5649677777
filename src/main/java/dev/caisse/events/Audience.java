package dev.caisse.events;

/// Who hears of events, in the words of whoever delivers them.
///
/// @param isNobody SQL that says whether nobody wants an event, of which `u` has account_id, live and type; asked as
/// the
///     event is inserted, so that what nobody wants is done with at once
/// @param appended told after the commit of an event
public record Audience(String isNobody, Runnable appended) {
    public static final Audience NOBODY = new Audience("true", () -> {});
}
