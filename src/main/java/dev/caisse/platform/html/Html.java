package dev.caisse.platform.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;

/// HTML from the templates compiled with the program. Escapes by context, never reads a template from disk, and is the
/// only place that knows the template engine.
public final class Html {
    private static final String COMPILED_INTO = "dev.caisse.cashier.templates";
    private static final TemplateEngine ENGINE = engine();

    private Html() {}

    /// UTF-8 bytes of one page. The template is named by its path among the resources (`dev/caisse/cashier/page.jte`)
    /// and takes exactly one parameter, the model.
    public static byte[] render(String template, Object model) {
        var output = new Utf8ByteOutput();
        ENGINE.render(template, model, output);
        return output.toByteArray();
    }

    private static TemplateEngine engine() {
        var engine =
                TemplateEngine.createPrecompiled(null, ContentType.Html, Html.class.getClassLoader(), COMPILED_INTO);
        engine.setBinaryStaticContent(true);
        return engine;
    }
}
