package io.millrace.kafka;

import io.millrace.operator.TaskContext;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether another job tells the same group the positions of the same partitions: then both read each record. What a task commits says whose it is, so that it sees when somebody else has
 * committed since. Of the two, which both see it, one is to yield.
 */
final class GroupGuard {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Consumer<?, ?> consumer;
    private final TaskContext task;
    private final Duration every;
    private final Claim own;
    private long due;

    /** What others had committed when that was looked at last; nothing where this task has committed since. */
    private final Map<TopicPartition, OffsetAndMetadata> others = new HashMap<>();

    private final Set<TopicPartition> looked = new HashSet<>();

    /** Those to yield to that have committed since: once may be the last that an earlier attempt did. */
    private final Set<Claim> suspects = new HashSet<>();

    /** @param every how often to look */
    GroupGuard(Consumer<?, ?> consumer, TaskContext task, Duration every) {
        this.consumer = consumer;
        this.task = task;
        this.every = every;
        own = new Claim(task.attempt(), task.clock().millis(), task.job() + "/" + task.operator(), task.subtask());
        due = task.clock().nanos();
    }

    /**
     * Who has committed.
     *
     * @param began epoch milliseconds
     * @param source of which job
     */
    record Claim(int attempt, long began, String source, int subtask) {

        private static final int LONGEST = 1_000;
        private static final Pattern FORM =
                Pattern.compile("millrace:(\\d{1,9}):(\\d{1,18}):(\\d{1,9}):(.*)", Pattern.DOTALL);

        static Optional<Claim> of(String text) {
            Matcher parts = FORM.matcher(text);
            return parts.matches()
                    ? Optional.of(new Claim(
                            Integer.parseInt(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            parts.group(4),
                            Integer.parseInt(parts.group(3))))
                    : Optional.empty();
        }

        /** What brokers keep with an offset is short. */
        String text() {
            String name = source.length() > LONGEST ? source.substring(0, LONGEST) : source;
            return "millrace:" + attempt + ":" + began + ":" + subtask + ":" + name;
        }

        /** Whoever was first goes on. */
        boolean yieldsTo(Claim other) {
            return began != other.began ? began > other.began : text().compareTo(other.text()) > 0;
        }
    }

    /** What to commit for a position. */
    OffsetAndMetadata positionOf(long offset) {
        return new OffsetAndMetadata(offset, own.text());
    }

    /** There are partitions that have not been looked at. */
    void lookSoon() {
        due = task.clock().nanos();
    }

    /** Looks if it is time; returns one to yield to, which has committed again and again. */
    Optional<Claim> look(Set<TopicPartition> partitions) {
        if (task.clock().nanos() - due < 0) {
            return Optional.empty();
        }
        due = task.clock().nanos() + every.toNanos();
        looked.retainAll(partitions);
        Set<Claim> active = new HashSet<>();
        consumer.committed(Set.copyOf(partitions), PATIENCE)
                .forEach((partition, now) ->
                        other(partition, now).filter(own::yieldsTo).ifPresent(active::add));
        Optional<Claim> again = active.stream().filter(suspects::contains).findAny();
        suspects.addAll(active);
        return again;
    }

    /** Who else has committed since this was looked at last, if anybody has who says who that is. */
    private Optional<Claim> other(TopicPartition partition, OffsetAndMetadata now) {
        boolean isFirst = looked.add(partition);
        if (now == null || now.metadata().equals(own.text())) {
            return Optional.empty();
        }
        OffsetAndMetadata last = others.put(partition, now);
        return isFirst || now.equals(last) ? Optional.empty() : Claim.of(now.metadata());
    }

    /** This task has committed. */
    void committed(Collection<TopicPartition> partitions) {
        others.keySet().removeAll(partitions);
    }
}
