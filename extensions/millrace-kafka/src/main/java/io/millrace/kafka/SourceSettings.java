package io.millrace.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What was said of a source; changes in a copy, before that is used. */
final class SourceSettings implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    ClientSettings clients;
    Topics topics;
    Offsets start = Offsets.earliest();

    /** Null for a source without end. */
    Offsets end;

    /** The one that is told the positions, or null. */
    String group;

    /** Of so many shares, of which each process reads one. */
    int shares = 1;

    int share;
    boolean readsUncommitted;
    Duration lookAgain = LOOK_AGAIN;

    /** Topics that are not read although a snapshot may have them. */
    Set<String> forgotten = Set.of();

    SourceSettings(ClientSettings clients, Topics topics) {
        this.clients = clients;
        this.topics = topics;
    }

    SourceSettings(SourceSettings from) {
        this(from.clients, from.topics);
        start = from.start;
        end = from.end;
        group = from.group;
        shares = from.shares;
        share = from.share;
        readsUncommitted = from.readsUncommitted;
        lookAgain = from.lookAgain;
        forgotten = from.forgotten;
    }

    /** Whether a partition is in the share of this process. */
    boolean isShared(TopicPartition partition) {
        return partition.partition() % shares == share;
    }
}
