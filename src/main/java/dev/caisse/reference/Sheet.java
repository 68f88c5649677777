package dev.caisse.reference;

import java.util.List;

/// One page of the reference: a chapter, or the contents.
///
/// @param home where this dialect's pages are
/// @param open null on the page of contents
public record Sheet(
        String title,
        String about,
        String home,
        boolean isStripes,
        String css,
        List<Chapter> chapters,
        Chapter open) {}
