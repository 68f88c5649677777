package dev.caisse.reference;

import java.util.List;

/// One page of the reference: a chapter, or the contents.
///
/// @param home where this dialect's pages are
/// @param open null on the page of contents
public record Sheet(
        String title, String about, String home, boolean isStripes, String css, List<Chapter> chapters, Chapter open) {

    /// Where an object is described: in one chapter only, whichever answers with it.
    public String linkTo(String word) {
        return chapters.stream()
                .filter(chapter -> chapter.objects().stream()
                        .anyMatch(object -> object.name().equals(word)))
                .findFirst()
                .map(chapter -> home + "/" + chapter.name() + "#" + word)
                .orElse(home);
    }
}
