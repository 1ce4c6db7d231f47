package io.millrace.graph;

import io.millrace.operator.Updates;
import java.io.Serializable;
import java.util.Set;

/**
 * What a node makes of events that are updates of others.
 *
 * @param emitted how the events of its main output update each other; null when they do as those of its inputs
 * @param taken how those of its inputs may, and still be counted once
 */
public record UpdateRule(Set<Updates> emitted, Set<Updates> taken) implements Serializable {

    /** What has no opinion. */
    public static final UpdateRule PASSED_ON = new UpdateRule(null, Set.of(Updates.values()));

    /** Copies the sets. */
    public UpdateRule {
        emitted = emitted == null ? null : Set.copyOf(emitted);
        taken = Set.copyOf(taken);
    }
}
