package dev.caisse.cashier;

/// A product's picture as the page shows it: small, re-encoded by us, free of metadata.
///
/// @param contentType `image/jpeg`, or `image/png` when something shines through
/// @param width in pixels, at most [Thumbnail#SIDE]; so is the height
public record Picture(String contentType, byte[] bytes, int width, int height) {}
