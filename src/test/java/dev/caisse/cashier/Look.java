package dev.caisse.cashier;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;

/// A payer's screen and habits.
enum Look {
    DESKTOP(1280, 800, ColorScheme.LIGHT, "en-GB"),
    DARK(1280, 800, ColorScheme.DARK, "en-GB"),
    PHONE(390, 844, ColorScheme.LIGHT, "en-GB"),
    SMALL_PHONE(320, 640, ColorScheme.DARK, "en-GB"),
    FRENCH(390, 844, ColorScheme.LIGHT, "fr-FR"),
    ARABIC(1280, 800, ColorScheme.LIGHT, "ar"),
    ARABIC_PHONE(390, 844, ColorScheme.DARK, "ar-EG"),
    WITHOUT_SCRIPTS(390, 844, ColorScheme.LIGHT, "en-GB");

    private final int width;
    private final int height;
    private final ColorScheme scheme;
    private final String locale;

    Look(int width, int height, ColorScheme scheme, String locale) {
        this.width = width;
        this.height = height;
        this.scheme = scheme;
        this.locale = locale;
    }

    Words words() {
        return Words.pick(null, locale);
    }

    boolean hasScripts() {
        return this != WITHOUT_SCRIPTS;
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale(locale)
                .setJavaScriptEnabled(hasScripts());
    }
}
