package io.millrace.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.Engine;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the jobs of an engine measure, as meters of Micrometer: for Prometheus, OTLP, and whatever else has a registry.
 *
 * <pre>{@code
 * MillraceMetrics.of(engine).bindTo(registry);
 * }</pre>
 *
 * <p>Every job that {@link Engine#jobs} lists is shown, by its name, also those that are started later. Jobs are looked at when somebody reads
 * the meters, once for all of them, and by no thread of its own: nothing is done while nobody reads. What has come since the last reading, such
 * as a job, is there in the next one at the latest; {@link #look} has it there now.
 *
 * <p>Counters do not go back when a job is restarted, nor when another job of its name follows; of what an attempt has
 * counted after the last reading before it failed they know nothing. Of jobs of one name that run at the same time the counts are those of all
 * together, and all else is of the one that was started last. When a job has ended, its counters stay as long as the engine lists it, and its state; all else goes.
 *
 * <p>What operators measure by names of their own is {@code millrace.operator} and that name, with dots for what is neither letter nor digit. Where two of these names would be one, or
 * one is of two kinds, the later one has its kind behind it.
 *
 * <p>Thread-safe.
 */
public final class MillraceMetrics implements MeterBinder, AutoCloseable {

    private final Engine engine;
    private final Tags tags;
    private final Map<MeterRegistry, EngineMeters> bound = new ConcurrentHashMap<>();

    private MillraceMetrics(Engine engine, Tags tags) {
        this.engine = engine;
        this.tags = tags;
    }

    /**
     * The metrics of an engine.
     *
     * @param engine whose jobs are to be shown; it may be closed, and shows then what has become of them
     * @param tags keys and values in turn that all meters have, such as "engine", "orders"; they tell it from other engines in the same registry
     * @return what is to be bound to a registry
     * @throws IllegalArgumentException when a key has no value
     */
    public static MillraceMetrics of(Engine engine, String... tags) {
        return new MillraceMetrics(Objects.requireNonNull(engine, "the engine must not be null"), Tags.of(tags));
    }

    /**
     * Has a registry show the jobs, from now on until {@link #close}. Binding to the same one again does nothing.
     *
     * @param registry any one; its clock says when a reading is another one
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "the registry must not be null");
        bound.computeIfAbsent(registry, each -> new EngineMeters(engine, tags, each));
    }

    /** Looks at all jobs now, so that what is new is there when the meters are read next: a job that may have ended by then, say. */
    public void look() {
        bound.values().forEach(EngineMeters::look);
    }

    /** Takes the meters out of all registries. The engine and its jobs go on. */
    @Override
    public void close() {
        bound.values().removeIf(meters -> {
            meters.close();
            return true;
        });
    }
}
