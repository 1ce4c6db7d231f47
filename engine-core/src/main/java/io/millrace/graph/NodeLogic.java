package io.millrace.graph;

import io.millrace.operator.Errors;
import io.millrace.operator.Updates;
import io.millrace.sink.Sink;
import io.millrace.source.OnFull;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node is, and does. It can be read as a whole: the functions of a user are fields of records, so that another
 * runtime can make of a graph what it likes.
 */
public sealed interface NodeLogic extends Serializable permits NodeLogic.FromSource, NodeLogic.ToSink, OperatorLogic {

    /**
     * What it is, for people.
     *
     * @return a word or two, such as "tumbling window"
     */
    String kind();

    /**
     * More about it, for people.
     *
     * @return what, such as "size", and how much, such as "PT5M"; in the order in which it is shown
     */
    default Map<String, String> details() {
        return Map.of();
    }

    /**
     * Whether the inputs need timestamps.
     *
     * @return whether it works on event time; false unless overridden
     */
    default boolean needsEventTime() {
        return false;
    }

    /**
     * Whether the output has timestamps whatever the inputs have.
     *
     * @return whether event time begins here; false unless overridden
     */
    default boolean makesEventTime() {
        return false;
    }

    /**
     * What is made of events that are updates of others.
     *
     * @return the rule; {@link UpdateRule#PASSED_ON} unless overridden
     */
    default UpdateRule updates() {
        return UpdateRule.PASSED_ON;
    }

    /**
     * What whoever starts a job with it should know, such as that nothing bounds its state. It is said once, in the log,
     * when the job first runs.
     *
     * @return a sentence that says what to do about it; empty unless overridden
     */
    default Optional<String> caution() {
        return Optional.empty();
    }

    /**
     * Why it can do its work in this JVM alone, beyond what cannot be serialized.
     *
     * @return the reason, in words; empty unless overridden
     */
    default Optional<String> whyNotPortable() {
        return Optional.empty();
    }

    /**
     * Reads events.
     *
     * @param source what is read
     * @param errors what becomes of records that it rejects, or null where nobody has said: the job fails
     */
    record FromSource(Source<?> source, Errors errors) implements NodeLogic {

        /**
         * Reads events; a record that the source rejects fails the job.
         *
         * @param source what is read
         */
        public FromSource(Source<?> source) {
            this(source, null);
        }

        @Override
        public Map<String, String> details() {
            Map<String, String> details = new LinkedHashMap<>();
            if (source instanceof PushSource<?> push && push.onFull() != OnFull.block()) {
                details.put("when full", push.onFull().toString());
            }
            if (errors != null) {
                details.put("on error", errors.toString());
            }
            return details;
        }

        @Override
        public String kind() {
            return "source";
        }

        @Override
        public Optional<String> whyNotPortable() {
            return source.whyNotPortable();
        }
    }

    /**
     * Writes events.
     *
     * @param sink what is written to
     */
    record ToSink(Sink<?> sink) implements NodeLogic {
        @Override
        public String kind() {
            return "sink";
        }

        @Override
        public Optional<String> whyNotPortable() {
            return sink.whyNotPortable();
        }
    }

    /**
     * What a node makes of events that are updates of others.
     *
     * @param emitted how the events of its main output update each other; null when they do as those of its inputs
     * @param taken how those of its inputs may, and still be counted once
     */
    record UpdateRule(Set<Updates> emitted, Set<Updates> taken) implements Serializable {

        /** What has no opinion. */
        public static final UpdateRule PASSED_ON = new UpdateRule(null, Set.of(Updates.values()));

        /** Copies the sets. */
        public UpdateRule {
            emitted = emitted == null ? null : Set.copyOf(emitted);
            taken = Set.copyOf(taken);
        }
    }
}
