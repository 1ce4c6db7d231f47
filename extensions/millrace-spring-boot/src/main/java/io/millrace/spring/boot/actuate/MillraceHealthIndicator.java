package io.millrace.spring.boot.actuate;

import io.millrace.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the engine and its jobs: {@code UP}; {@code OUT_OF_SERVICE} when not all jobs do their work; {@code DOWN}
 * when a new process is what helps. The reasons are among the details.
 */
public final class MillraceHealthIndicator extends AbstractHealthIndicator {

    private final Engine engine;

    /**
     * The health of an engine.
     *
     * @param engine whose
     */
    public MillraceHealthIndicator(Engine engine) {
        super("the health of the engine cannot be told");
        this.engine = engine;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        io.millrace.metrics.Health health = engine.health();
        Map<String, String> jobs = new LinkedHashMap<>();
        engine.jobs().forEach(job -> jobs.put(job.name(), job.state().name()));
        builder.status(status(health)).withDetail("jobs", jobs);
        if (!health.reasons().isEmpty()) {
            builder.withDetail("reasons", health.reasons());
        }
    }

    static Status status(io.millrace.metrics.Health health) {
        if (!health.live()) {
            return Status.DOWN;
        }
        return health.ready() ? Status.UP : Status.OUT_OF_SERVICE;
    }
}
