package io.millrace.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.Engine;
import io.millrace.micrometer.Sample.Amount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of an engine in one registry. Whoever reads any of them has the jobs looked at, unless that has just been done; so a scrape is one look, and
 * what comes and goes is seen by it. Thread-safe.
 */
final class EngineMeters {

    /** A scrape does not take as long, and two of them are further apart. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Engine engine;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Totals totals;
    private final Map<Sample.Key, Cell> cells = new HashMap<>();
    private final List<Meter> ofEngine;
    private volatile long lookedAt;
    private boolean closed;

    EngineMeters(Engine engine, Tags common, MeterRegistry registry) {
        this.engine = engine;
        this.registry = registry;
        clock = registry.config().clock();
        totals = new Totals(engine, common);
        ofEngine = List.of(
                gauge(common, "millrace.jobs", "Jobs of the engine that have not ended", EngineMeters::running),
                gauge(common, "millrace.live", "0 when a new process is what helps", self -> self.isLive() ? 1 : 0),
                gauge(common, "millrace.ready", "0 when not all jobs do their work", self -> self.isReady() ? 1 : 0));
        look();
    }

    private Meter gauge(Tags common, String name, String description, ToDoubleFunction<EngineMeters> value) {
        return Gauge.builder(name, this, value)
                .tags(common)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private boolean isLive() {
        return engine.health().live();
    }

    private boolean isReady() {
        return engine.health().ready();
    }

    private double running() {
        lookAgain();
        return engine.jobs().stream().filter(job -> !job.state().isTerminal()).count();
    }

    private void lookAgain() {
        if (clock.monotonicTime() - lookedAt >= LOOK_NANOS) {
            look();
        }
    }

    /** Looks at all jobs now. */
    synchronized void look() {
        lookedAt = clock.monotonicTime();
        if (!closed) {
            show(totals.look());
        }
    }

    private void show(Map<Sample.Key, Amount> all) {
        cells.entrySet().removeIf(entry -> {
            boolean isGone = !all.containsKey(entry.getKey());
            if (isGone) {
                registry.remove(entry.getValue().meter);
            }
            return isGone;
        });
        all.forEach((key, amount) ->
                cells.computeIfAbsent(key, unused -> new Cell()).show(key, amount));
    }

    /** Takes all meters out of the registry. */
    synchronized void close() {
        closed = true;
        show(Map.of());
        ofEngine.forEach(registry::remove);
    }

    /** What a meter shows. */
    private final class Cell {

        private volatile Amount shown = Amount.NOTHING;
        private Meter meter;

        private void show(Sample.Key key, Amount amount) {
            shown = amount;
            if (meter == null) {
                meter = register(key.metric(), key.tags());
            }
        }

        private Amount read() {
            lookAgain();
            return shown;
        }

        private Meter register(Metric metric, Tags tags) {
            return switch (metric.kind()) {
                case GAUGE ->
                    Gauge.builder(metric.name(), this, cell -> cell.read().value())
                            .tags(tags)
                            .baseUnit(unit(metric))
                            .description(metric.description())
                            .register(registry);
                case COUNTER, ATTEMPT_COUNTER ->
                    FunctionCounter.builder(
                                    metric.name(), this, cell -> cell.read().value())
                            .tags(tags)
                            .baseUnit(unit(metric))
                            .description(metric.description())
                            .register(registry);
                case TIMER ->
                    FunctionTimer.builder(
                                    metric.name(),
                                    this,
                                    cell -> cell.read().calls(),
                                    cell -> cell.read().value(),
                                    TimeUnit.SECONDS)
                            .tags(tags)
                            .description(metric.description())
                            .register(registry);
            };
        }

        private static String unit(Metric metric) {
            return metric.unit().isEmpty() ? null : metric.unit();
        }
    }
}
