package dev.caisse.platform.http;

import java.time.Duration;

/// What one call may cost.
///
/// @param maxBytes the longest body that is read; a longer one fails
/// @param timeout from the first look at the name to the last byte of the body
public record Limits(int maxBytes, Duration timeout) {}
