package dev.caisse.stripe;

import dev.caisse.api.Dialect;
import dev.caisse.api.Dialects;
import dev.caisse.api.HeldDialect;
import dev.caisse.api.NativeDialect;
import dev.caisse.api.Wholes;
import dev.caisse.platform.http.Incoming;
import java.util.Optional;

/// Chooses between the native dialect and Stripe's: a request is in Stripe's when it names a version of Stripe's, or
/// comes from one of Stripe's own programs.
public final class StripeOrNative implements Dialects {
    private static final String VERSION_HEADER = "Stripe-Version";
    private static final String STRIPES_PROGRAMS = "Stripe/";

    private final Dialect nativeDialect = new NativeDialect();
    private final Wholes wholes = new Wholes();
    private final StripeDialect.Known known =
            new StripeDialect.Known(StripeEndpoints.read(), ParameterKinds.read(), new Expand(wholes));

    /// To be told how the objects are found that Stripe's dialect can show whole.
    public Wholes wholes() {
        return wholes;
    }

    @Override
    public Dialect of(Incoming request) {
        var version = request.header(VERSION_HEADER);
        boolean isStripes =
                version.isPresent() || request.header("User-Agent").orElse("").startsWith(STRIPES_PROGRAMS);
        return isStripes ? StripeDialect.asked(version, known) : nativeDialect;
    }

    @Override
    public boolean isVersion(String version) {
        return version.equals(nativeDialect.name())
                || StripeVersion.read(version).isPresent();
    }

    @Override
    public Dialect named(String name) {
        var inner = name == null ? Optional.<String>empty() : HeldDialect.inner(name);
        if (inner.isPresent()) {
            return new HeldDialect(named(inner.get()));
        }
        return name == null || name.equals(nativeDialect.name()) ? nativeDialect : StripeDialect.named(name, known);
    }
}
