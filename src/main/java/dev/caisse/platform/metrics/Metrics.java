package dev.caisse.platform.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What is counted and timed, in Prometheus's form.
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /// @param area what was asked: api, cashier, operations
    public void request(String area, String method, int status, Duration took) {
        Timer.builder("caisse.http.requests")
                .description("Requests by area, method and status")
                .tag("area", area)
                .tag("method", method)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    /// A number as it is when asked.
    public void gauge(String name, String description, LongSupplier number) {
        Gauge.builder(name, number::getAsLong).description(description).register(registry);
    }

    /// 1 while something holds, else 0.
    public void watch(String name, String description, BooleanSupplier holds) {
        Gauge.builder(name, () -> holds.getAsBoolean() ? 1 : 0)
                .description(description)
                .register(registry);
    }

    /// Everything, as Prometheus scrapes it.
    public String text() {
        return registry.scrape();
    }
}
