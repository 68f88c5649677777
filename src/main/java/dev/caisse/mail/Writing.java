package dev.caisse.mail;

import java.util.Optional;

/// Finds the words of the letters of one kind, at the moment they are sent. Implemented by whoever knows what they are
/// about.
@FunctionalInterface
public interface Writing {

    /// @param from the name it comes from
    record Written(String from, String subject, String text, Optional<String> html) {}

    Written written(Letter letter);
}
