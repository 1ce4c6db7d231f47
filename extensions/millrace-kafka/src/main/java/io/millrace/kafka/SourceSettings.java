package io.millrace.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What was said of a source; changes in a copy, before that is used. */
final class SourceSettings implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private static final Map<String, Object> DEFAULTS = Map.of(
            // The records of a poll are handed on without being copied: more of them at a time cost less.
            "max.poll.records", "2000", "fetch.max.bytes", "16777216");

    ClientSettings clients;
    Topics topics;
    Offsets start = Offsets.earliest();

    /** Null for a source without end. */
    Offsets end;

    /** The one that is told the positions, or null. */
    String group;

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
        readsUncommitted = from.readsUncommitted;
        lookAgain = from.lookAgain;
        forgotten = from.forgotten;
    }

    Map<String, Object> consumer(String clientId) {
        Map<String, Object> must = new HashMap<>(Map.of(
                "client.id",
                clientId,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "none",
                "allow.auto.create.topics",
                "false",
                "isolation.level",
                readsUncommitted ? "read_uncommitted" : "read_committed"));
        if (group != null) {
            must.put("group.id", group);
        }
        return clients.consumer(DEFAULTS, must);
    }
}
